//! Helpers of the tests: values, events, the story of a club booked step by step, and forged files.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use chrono::NaiveDate;
use revolving_fund::books::AppRule;
use revolving_fund::catalogue::{Bilingual, Explanation};
use revolving_fund::charter::LoanRules;
use revolving_fund::event::{
    AdvancePaid, DonationReceived, InterestWaived, LoanApproved, LoanCarriedIn, LoanDisbursed, LoanRescheduled,
    LoanWrittenOff, MemberJoined, OperatingSpent, PeriodClosed, RepaymentReceived, Reversed, SeedGrantReceived,
};
use revolving_fund::rules::Objection;
use revolving_fund::{
    Amortization, Amount, Area, Audit, Books, Charter, ClubFund, Code, Despite, Event, Header, InterestMethod,
    Language, Money, Place, Record, Refusal, Text, Voucher, parse_date,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

pub(crate) const LANGUAGES: [Language; 3] = [Language::English, Language::Vietnamese, Language::Both];

pub(crate) fn day(text: &str) -> NaiveDate {
    parse_date(text).unwrap()
}

pub(crate) fn amount(dong: u64) -> Amount {
    Amount::new(dong).unwrap()
}

pub(crate) fn money(dong: u64) -> Money {
    Money::new(dong).unwrap()
}

pub(crate) fn text(text: &str) -> Text {
    text.parse().unwrap()
}

/// Makes a rule of an app, with arbitrary texts.
pub(crate) fn own_rule(
    code: &str,
    check: impl Fn(&Books, &Record) -> Option<Objection> + Send + Sync + 'static,
) -> AppRule {
    let explanation = Explanation {
        title: Bilingual { english: "what must not be", vietnamese: "điều không được làm" },
        remedy: Bilingual { english: "do it otherwise", vietnamese: "làm cách khác" },
        source: "BB-05",
    };
    AppRule::new(code, explanation, check).unwrap()
}

pub(crate) fn minute() -> Text {
    text("BB-05")
}

/// Makes the charter of Bắc Ninh with other rules of lending.
pub(crate) fn lending(change: impl FnOnce(LoanRules) -> LoanRules) -> Charter {
    Charter { loan: change(Charter::bac_ninh().loan), ..Charter::bac_ninh() }
}

pub(crate) fn join(member: &str) -> MemberJoined {
    MemberJoined {
        member: member.parse().unwrap(),
        name: text("Nguyễn Thị Hoa"),
        circumstances: revolving_fund::event::Circumstances::Poor,
        gender: None,
        born: None,
    }
}

/// Makes the approval of a loan over 12 months at 1 % a month, repaid in equal instalments of principal.
pub(crate) fn ask(loan: &str, member: &str, principal: u64) -> LoanApproved {
    LoanApproved {
        loan: loan.parse().unwrap(),
        member: member.parse().unwrap(),
        principal: amount(principal),
        months: 12.try_into().unwrap(),
        monthly_rate: "0.01".parse().unwrap(),
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        minute: minute(),
    }
}

/// Makes the carrying-in of a running loan of 1,2 million đồng, half of it repaid.
pub(crate) fn carry_loan(loan: &str, member: &str) -> LoanCarriedIn {
    let LoanApproved { loan, member, principal, months, monthly_rate, interest, repayment, minute } =
        ask(loan, member, 1_200_000);
    LoanCarriedIn {
        loan,
        member,
        principal,
        outstanding: money(600_000),
        disbursed: day("2023-09-13"),
        months,
        monthly_rate,
        interest,
        repayment,
        interest_owed: Money::ZERO,
        owed_since: None,
        times_rescheduled: None,
        minute,
    }
}

/// Makes a repayment of principal and interest of a loan into the bank.
pub(crate) fn repay(loan: &str, principal: u64, interest: u64) -> RepaymentReceived {
    let (principal, interest) = (money(principal), money(interest));
    RepaymentReceived { loan: loan.parse().unwrap(), principal, interest, into: Place::Bank, paid_on: None }
}

pub(crate) fn repay_in_cash(loan: &str, principal: u64, interest: u64) -> RepaymentReceived {
    RepaymentReceived { into: Place::Cash, ..repay(loan, principal, interest) }
}

pub(crate) fn waive(loan: &str, dong: u64) -> InterestWaived {
    InterestWaived { loan: loan.parse().unwrap(), amount: amount(dong), minute: minute() }
}

/// Makes the write-off of a loan without forgiving it.
pub(crate) fn write_off(loan: &str) -> LoanWrittenOff {
    LoanWrittenOff { loan: loan.parse().unwrap(), forgiven: false, minute: minute() }
}

/// Makes the rescheduling of loan L1 over so many months at its rate.
pub(crate) fn reschedule(months: u32) -> LoanRescheduled {
    let (loan, months) = ("L1".parse().unwrap(), months.try_into().unwrap());
    LoanRescheduled { loan, months, monthly_rate: None, minute: minute() }
}

pub(crate) fn spend(area: Area, dong: u64) -> OperatingSpent {
    OperatingSpent { area, amount: amount(dong), out_of: Place::Bank, payee: None }
}

pub(crate) fn advance(member: &str, dong: u64) -> AdvancePaid {
    let (member, purpose) = (member.parse().unwrap(), text("Mua quà Tết"));
    AdvancePaid { member, amount: amount(dong), out_of: Place::Bank, purpose }
}

pub(crate) fn reverse(record: &str) -> Reversed {
    Reversed { record: record.parse().unwrap(), reason: text("Ghi nhầm") }
}

pub(crate) fn close(through: &str) -> PeriodClosed {
    PeriodClosed { through: day(through) }
}

pub(crate) fn disburse(loan: &str) -> LoanDisbursed {
    LoanDisbursed { loan: loan.parse().unwrap(), out_of: Place::Bank, paid_on: None }
}

pub(crate) fn gift(dong: u64, fund: ClubFund) -> DonationReceived {
    DonationReceived { from: text("Bà Sáu"), amount: amount(dong), fund, into: Place::Bank }
}

/// The books of a club, booked event by event. Documents are numbered `D-1`, `D-2` …
#[derive(Clone)]
pub(crate) struct Story {
    pub(crate) books: Books,
    pub(crate) today: NaiveDate,
}

impl Story {
    /// Founds a club on 13 March 2024, without records.
    pub(crate) fn of(charter: Charter) -> Self {
        let today = day("2024-03-13");
        let header = Header::new("BN-001".parse().unwrap(), text("CLB thôn Hạ"), today, charter).unwrap();
        Self { books: Books::new(header), today }
    }

    /// Founds a club of Bắc Ninh with its 100 million đồng in the bank.
    pub(crate) fn granted() -> Self {
        Self::of(Charter::bac_ninh()).then(SeedGrantReceived {
            from: text("Ngân sách tỉnh"),
            amount: amount(100_000_000),
            into: Place::Bank,
        })
    }

    /// Founds a club with its grant and a loan L1 of 1,2 million đồng to M1.
    pub(crate) fn lent() -> Self {
        Self::granted().then(join("M1")).then(ask("L1", "M1", 1_200_000)).then(disburse("L1"))
    }

    pub(crate) fn on(mut self, date: &str) -> Self {
        self.today = day(date);
        self
    }

    pub(crate) fn voucher(&self, event: impl Into<Event>) -> Voucher {
        let number = format!("D-{}", self.books.records().len() + 1);
        Voucher::new(number.parse().unwrap(), self.today, event)
    }

    pub(crate) fn try_then(&mut self, event: impl Into<Event>) -> Result<(), Refusal> {
        self.books.record(self.voucher(event)).map(|_| ())
    }

    pub(crate) fn then(mut self, event: impl Into<Event>) -> Self {
        self.try_then(event).unwrap();
        self
    }

    /// Books an event in spite of the rules named, in the order of the format.
    pub(crate) fn despite(mut self, event: impl Into<Event>, codes: &[Code]) -> Self {
        let despite = Despite::new(codes.to_vec()).unwrap();
        self.books.record(self.voucher(event).despite(despite)).unwrap();
        self
    }

    /// Returns the codes of findings and warnings of an audit of the file. A star marks a finding booked in spite of its rule.
    pub(crate) fn audited(&self) -> (Vec<String>, Vec<&'static str>) {
        let audit = Audit::of(file_of(&self.books).as_slice()).unwrap();
        let star = |is_despite| if is_despite { "*" } else { "" };
        let findings = audit.findings().iter().map(|found| format!("{}{}", found.code, star(found.is_despite)));
        (findings.collect(), audit.warnings().iter().map(|warning| warning.code.as_str()).collect())
    }
}

pub(crate) fn file_of(books: &Books) -> Vec<u8> {
    let mut file = Vec::new();
    books.write(&mut file).unwrap();
    file
}

/// Reads a file in the folder `examples`.
pub(crate) fn shipped(file: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(file)).unwrap()
}

/// A source that fails after these bytes.
pub(crate) struct Failing<'a>(pub(crate) &'a [u8]);

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the disk is gone")),
            read => Ok(read),
        }
    }
}

/// The lines of a file of books as JSON, which tests change with or without repairing the chain.
#[derive(Clone)]
pub(crate) struct Forger {
    lines: Vec<String>,
}

impl Forger {
    pub(crate) fn of(books: &Books) -> Self {
        Self { lines: String::from_utf8(file_of(books)).unwrap().lines().map(str::to_owned).collect() }
    }

    /// Appends a record with the next number and an unbroken chain.
    pub(crate) fn append(&mut self, voucher: &Voucher, entry: &Value) {
        let line = serde_json::json!({
            "seq": self.lines.len(),
            "id": voucher.id.as_str(),
            "date": voucher.date.to_string(),
            "event": voucher.event,
            "entry": entry,
            "prev": hash(self.lines.last().unwrap()),
        });
        self.lines.push(line.to_string());
    }

    /// Changes the line at `place` (0 for the header) without repairing the chain.
    pub(crate) fn change(&mut self, place: usize, change: impl FnOnce(&mut Value)) {
        let mut line = serde_json::from_str(&self.lines[place]).unwrap();
        change(&mut line);
        self.lines[place] = line.to_string();
    }

    pub(crate) fn file(&self) -> Vec<u8> {
        self.lines.iter().flat_map(|line| format!("{line}\n").into_bytes()).collect()
    }

    /// Returns the findings of an audit: the numbers of the records and the codes.
    pub(crate) fn findings(&self) -> Vec<(u32, String)> {
        let audit = Audit::of(self.file().as_slice()).unwrap();
        assert_eq!(audit.error(), None);
        audit.findings().iter().map(|finding| (finding.seq.get(), finding.code.to_string())).collect()
    }
}

pub(crate) fn hash(line: &str) -> String {
    base16ct::lower::encode_string(&Sha256::digest(line.as_bytes()))
}

/// Finds the words of a text in which a separator is between a digit and a group of exactly three digits.
pub(crate) fn foreign_numbers(text: &str, separator: char) -> Vec<&str> {
    let is_foreign = |word: &&str| {
        let groups: Vec<&str> = word.split(separator).collect();
        groups.windows(2).any(|pair| {
            pair[0].ends_with(|end: char| end.is_ascii_digit())
                && pair[1].len() >= 3
                && pair[1].bytes().take(3).all(|byte| byte.is_ascii_digit())
                && !pair[1].as_bytes().get(3).is_some_and(u8::is_ascii_digit)
        })
    };
    text.split_whitespace().filter(is_foreign).collect()
}

/// The output and the exit status of an example.
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Builds and runs an example in the folder of the samples.
pub(crate) fn run(example: &str, arguments: &[&str]) -> Run {
    let example = escargot::CargoBuild::new().example(example).current_release().run().unwrap();
    let output = example.command().args(arguments).current_dir(crate::samples::folder()).output().unwrap();
    Run {
        status: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
