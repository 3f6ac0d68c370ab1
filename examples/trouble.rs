//! A club in trouble, as data for the tools of auditors: `trouble DIR`.
//!
//! Writes the books and the bank statement that are shipped in `examples/trouble`, the same bytes on every machine: a simulated club,
//! followed by two months with many problems. The club spends more than it has, an advance is not accounted for, the box is short, a
//! receipt of a closed month is reversed, a loan is over the cap. The bank statement has a fee that is not booked and two exchanged
//! digits, and lacks a receipt.

mod common;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use revolving_fund::event::{
    AdvancePaid, Bearer, CashWithdrawn, LeavingReason, LoanApproved, LoanWrittenOff, MemberLeft, MoneyCounted,
    OperatingSpent, RepaymentReceived, Reversed, ShortageFound,
};
use revolving_fund::simulate::ClubProfile;
use revolving_fund::{
    Account, Amortization, Amount, Area, Balance, Books, Charter, ClubFund, Code, Despite, Event, EventKind,
    InterestMethod, LoanId, LoanStatus, Place, Voucher, parse_date,
};

use common::{Outcome, say};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: trouble DIR

Writes the books and the bank statement of a club in trouble to DIR: books.jsonl and bank.csv.";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| {
        let [folder] = arguments.exactly(["DIR"])?;
        write_files(&folder).map(|()| Outcome::Clean).map_err(|error| error.to_string())
    })
}

fn write_files(folder: &str) -> Result<()> {
    let mut club = Trouble { books: profile()?.simulate(77)?, documents: 0 };
    club.april()?;
    club.may()?;
    let (books, statement) = (club.file()?, club.statement()?);
    fs::create_dir_all(folder)?;
    fs::write(Path::new(folder).join("books.jsonl"), books)?;
    fs::write(Path::new(folder).join("bank.csv"), statement)?;
    say!("{} record(s) in {folder}/books.jsonl, a bank statement in {folder}/bank.csv", club.books.records().len() + 1);
    Ok(())
}

fn profile() -> Result<ClubProfile> {
    Ok(ClubProfile {
        club: "BN-077".parse()?,
        name: "CLB thôn Gặp Khó".parse()?,
        opened: parse_date("2024-01-05")?,
        months_on_paper: 18,
        through: parse_date("2025-03-31")?,
        charter: Charter::bac_ninh(),
        members: 52,
        loan_turns: 18,
    })
}

struct Trouble {
    books: Books,
    documents: u32,
}

impl Trouble {
    fn book(&mut self, date: &str, event: impl Into<Event>, despite: &[Code]) -> Result<()> {
        self.documents += 1;
        let voucher = Voucher::new(format!("XX-{:03}", self.documents).parse()?, parse_date(date)?, event);
        self.books.record(voucher.despite(Despite::new(despite.to_vec())?))?;
        Ok(())
    }

    /// Returns the running loans in the order of their approval.
    fn running(&self) -> Vec<LoanId> {
        let running = self.books.loans().filter(|loan| loan.status() == LoanStatus::Disbursed);
        running.map(|loan| loan.id().clone()).collect()
    }

    fn april(&mut self) -> Result<()> {
        let treasurer = self.books.register().members().find(|(_, member)| member.is_present());
        let treasurer = treasurer.ok_or("no member is left")?.0.clone();
        self.book("2025-04-05", CashWithdrawn { amount: Amount::new(8_500_000)? }, &[])?;
        let free: Amount = self.books.ledger().free_operating().try_into()?;
        let advance =
            AdvancePaid { member: treasurer, amount: free, out_of: Place::Cash, purpose: "Mừng thọ".parse()? };
        self.book("2025-04-06", advance, &[])?;
        let feast = OperatingSpent {
            area: Area::SpiritualLife,
            amount: Amount::new(1_500_000)?,
            out_of: Place::Cash,
            payee: Some("Bà Năm nấu cỗ".parse()?),
        };
        self.book("2025-04-10", feast, &[Code::OperatingExceeded])?;
        let late = self.running().first().ok_or("no loan runs")?.clone();
        let owed = self.books.loan(&late).ok_or("no such loan")?.on(parse_date("2025-04-20")?)?.owed();
        let ahead = RepaymentReceived {
            loan: late,
            principal: revolving_fund::Money::ZERO,
            interest: (owed.accrued + Balance::new(50_000)).try_into()?,
            into: Place::Cash,
            paid_on: Some(parse_date("2025-04-12")?),
        };
        self.book("2025-04-20", ahead, &[Code::InterestOverAccrued])?;
        let closed = self.books.register().closed_through().ok_or("no month is closed")?;
        let march = self.books.records_in_effect().rfind(|record| {
            let is_plain = record.event.paid_on().is_none();
            record.event.kind() == EventKind::RepaymentReceived && record.date <= closed && is_plain
        });
        let record = march.map(|record| record.id.clone());
        if let Some(record) = record {
            let reversal = Reversed { record, reason: "Thành viên nói chưa trả".parse()? };
            self.book("2025-04-25", reversal, &[Code::OperatingExceeded])?;
        }
        Ok(())
    }

    fn may(&mut self) -> Result<()> {
        let lost = self.running().last().ok_or("no loan runs")?.clone();
        let debtor = self.books.loan(&lost).ok_or("no such loan")?.loan().member().clone();
        let died = MemberLeft { member: debtor, reason: Some(LeavingReason::Died) };
        self.book("2025-05-02", died, &[])?;
        self.book("2025-05-10", LoanWrittenOff { loan: lost, forgiven: true, minute: "BB 05/2025".parse()? }, &[])?;
        let counted = (self.books.ledger().money(Place::Cash) - Balance::new(700_000)).try_into()?;
        self.book("2025-05-20", MoneyCounted { place: Place::Cash, amount: counted, by: None }, &[])?;
        let bearer = Bearer::Fund { fund: ClubFund::IncomeGrowth, minutes: "BB 05/2025".parse()? };
        let shortage = ShortageFound { place: Place::Cash, amount: Amount::new(600_000)?, bearer };
        self.book("2025-05-21", shortage, &[])
    }

    /// Writes the books with a last line that this library would refuse: a loan of nine million.
    fn file(&mut self) -> Result<Vec<u8>> {
        let mut file = Vec::new();
        self.books.write(&mut file)?;
        let free = self.books.register().members().find(|(_, member)| member.is_present() && member.open_loans() == 0);
        let approved = LoanApproved {
            loan: "V-9999".parse()?,
            member: free.ok_or("all members have loans")?.0.clone(),
            principal: Amount::new(8_000_000)?,
            months: 12.try_into()?,
            monthly_rate: "1 %".parse()?,
            interest: InterestMethod::Declining,
            repayment: Amortization::AtMaturity,
            minute: "BB 05/2025".parse()?,
        };
        let plan = self.books.plan(Voucher::new("XX-999".parse()?, parse_date("2025-05-25")?, approved))?;
        let line = String::from_utf8(plan.line().to_vec())?;
        file.extend(line.replace("\"principal\":8000000", "\"principal\":9000000").into_bytes());
        Ok(file)
    }

    /// Writes the bank statement from March on. It agrees with the books, except that it lacks a receipt of March, has two digits exchanged
    /// in the last withdrawal, and has a fee.
    fn statement(&self) -> Result<String> {
        let from = parse_date("2025-03-01")?;
        let mut balance = self.books.as_of(from.pred_opt().ok_or("no such day")?).ledger().money(Place::Bank).dong();
        let mut text = String::from("NGÂN HÀNG TMCP VÍ DỤ - CHI NHÁNH BẮC NINH;;;;;\n");
        writeln!(text, "Ngày giao dịch;Số bút toán;Diễn giải;Ghi nợ (VND);Ghi có (VND);Số dư (VND)")?;
        let mut is_receipt_missing = false;
        for record in self.books.records().filter(|record| record.date >= from) {
            let change = change_of_bank(record.entry.transfers());
            let is_missing = change != 0 && record.event.kind() == EventKind::RepaymentReceived && !is_receipt_missing;
            is_receipt_missing |= is_missing;
            if change == 0 || is_missing {
                continue;
            }
            let is_exchanged = record.id.as_str() == "XX-001";
            let change = if is_exchanged { change / 85 * 58 } else { change };
            balance += change;
            let (debit, credit) =
                if change < 0 { (dong(-change), String::new()) } else { (String::new(), dong(change)) };
            let date = record.date.format("%d/%m/%Y");
            writeln!(text, "{date};FT{:04};{};{debit};{credit};{}", record.seq, record.event.kind(), dong(balance))?;
        }
        balance -= 11_000;
        writeln!(text, "31/05/2025;SMS2505;Phí tin nhắn và quản lý tài khoản;11.000;;{}", dong(balance))?;
        Ok(text)
    }
}

fn change_of_bank(transfers: &[revolving_fund::Transfer]) -> i128 {
    let signed = transfers.iter().map(|transfer| match (&transfer.debit, &transfer.credit) {
        (Account::Bank, _) => i128::from(transfer.amount.dong()),
        (_, Account::Bank) => -i128::from(transfer.amount.dong()),
        _ => 0,
    });
    signed.sum()
}

/// Formats a number as banks write it: `8.000.000`.
fn dong(number: i128) -> String {
    Balance::new(number).vietnamese().to_string().trim_end_matches(" đồng").to_owned()
}
