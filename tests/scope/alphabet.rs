//! The operations that are tried at each step of a small club, whether allowed or not.
//!
//! Amounts are a few đồng, odd sums lent at 34 % a month, so that every split has an odd đồng and every loan a remainder.

use chrono::{Months, NaiveDate, TimeDelta};
use revolving_fund::charter::{Allocated, InterestRules, LoanRules};
use revolving_fund::event::{
    AdvancePaid, AdvanceReturned, AdvanceSpent, Bearer, BorrowingCarriedIn, BorrowingForgiven, BorrowingReceived,
    BorrowingRepaid, CapitalHandedOver, CashDeposited, CashWithdrawn, CharterAmended, Circumstances, DonationReceived,
    DuesReceived, FundsCarriedIn, InterestAllocated, InterestWaived, LoanApproved, LoanAssumed, LoanCancelled,
    LoanCarriedIn, LoanDisbursed, LoanRescheduled, LoanWrittenOff, MemberJoined, MemberLeft, OperatingCapitalised,
    OperatingSpent, OtherIncomeReceived, PeriodClosed, RecoveryReceived, RepaymentReceived, Reversed,
    SeedGrantReceived, SeedGrantRestored, SeedGrantReturned, ShortageFound, ShortageReleased, ShortageRepaid,
    SurplusFound,
};
use revolving_fund::{
    Amortization, Amount, Area, Books, Charter, ClubFund, Code, Despite, DocumentNumber, Event, Header, InterestMethod,
    LoanId, MemberId, Money, Place, Rate, Refusal, Rounding, Share, Text, Voucher,
};

/// A possible next step.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    act: Act,
}

enum Act {
    /// An event, today.
    Book(Event),
    /// An amendment of the interest rules in force.
    Amend(fn(InterestRules) -> InterestRules),
    /// The closing of a period through yesterday, today or tomorrow.
    Close { days_ahead: i64 },
    /// The reversal of the record so many places before the last; of the first one for `usize::MAX`.
    TakeBack { before_last: usize },
    /// The reversal of an unknown record.
    TakeBackNone,
    /// The last voucher, submitted again.
    Again,
    /// Another voucher under the last document number.
    SameNumber,
    /// Dues dated on the day before the last record.
    DayBefore,
    /// An event, today, in spite of these rules.
    Despite(Event, [Code; 2]),
    /// A repayment booked today that was paid a month before.
    Late(RepaymentReceived),
    /// The passing of time until this day next month.
    NextMonth,
}

/// A club on a day.
#[derive(Clone)]
pub(crate) struct Club {
    pub(crate) books: Books,
    pub(crate) today: NaiveDate,
}

impl Club {
    pub(crate) fn new() -> Self {
        let today = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        let header = Header::new("BN-001".parse().unwrap(), text("CLB thôn Hạ"), today, charter()).unwrap();
        Self { books: Books::new(header), today }
    }

    /// Performs an operation. A refusal must not change the books.
    pub(crate) fn step(&mut self, operation: &Operation) -> Result<(), Refusal> {
        if let Act::NextMonth = &operation.act {
            self.today = self.today + Months::new(1);
            return Ok(());
        }
        self.voucher(operation).map_or(Ok(()), |voucher| self.books.record(voucher).map(|_| ()))
    }

    /// Returns the voucher of an operation; `None` if it has none.
    fn voucher(&self, operation: &Operation) -> Option<Voucher> {
        let records = self.books.records();
        let last = records.clone().next_back();
        let next = number(records.len() + 1);
        let today = |event: Event| Voucher::new(next.clone(), self.today, event);
        Some(match &operation.act {
            Act::Book(event) => today(event.clone()),
            Act::Amend(amend) => {
                let charter = self.books.charter().clone();
                let charter = Charter { interest: amend(charter.interest.clone()), ..charter };
                today(CharterAmended { charter: Box::new(charter), minute: minute() }.into())
            }
            Act::Close { days_ahead } => {
                today(PeriodClosed { through: self.today + TimeDelta::days(*days_ahead) }.into())
            }
            Act::TakeBack { before_last } => {
                let place = records.len().saturating_sub(1).saturating_sub(*before_last);
                today(take_back(records.clone().nth(place).map_or_else(|| number(0), |record| record.id.clone())))
            }
            Act::TakeBackNone => today(take_back(number(0))),
            Act::Again => last?.voucher(),
            Act::SameNumber => {
                Voucher { id: last.map_or(next.clone(), |record| record.id.clone()), ..today(dues(77).into()) }
            }
            Act::DayBefore => {
                let eve = last.map_or(self.today, |record| record.date) - TimeDelta::days(1);
                Voucher { date: eve, ..today(dues(3).into()) }
            }
            Act::Despite(event, codes) => today(event.clone()).despite(Despite::new(codes.to_vec()).unwrap()),
            Act::Late(repayment) => {
                let paid_on = self.today.checked_sub_months(Months::new(1));
                today(RepaymentReceived { paid_on, ..repayment.clone() }.into())
            }
            Act::NextMonth => return None,
        })
    }
}

fn take_back(record: DocumentNumber) -> Event {
    Reversed { record, reason: text("Ghi nhầm") }.into()
}

fn number(number: usize) -> DocumentNumber {
    format!("D-{number}").parse().unwrap()
}

fn text(text: &str) -> Text {
    text.parse().unwrap()
}

fn amount(dong: u64) -> Amount {
    Amount::new(dong).unwrap()
}

fn member(name: &str) -> MemberId {
    name.parse().unwrap()
}

fn dues(dong: u64) -> DuesReceived {
    DuesReceived { members: member("M1").into(), each: amount(dong), into: Place::Cash, month: None, months: None }
}

fn charter() -> Charter {
    Charter {
        seed_grant: Money::new(20).unwrap(),
        loan: LoanRules {
            cap_per_member: amount(9),
            max_months: 3.try_into().unwrap(),
            rate_ceiling: "0.5".parse().unwrap(),
            rounding: Rounding::One,
            ..Charter::bac_ninh().loan
        },
        membership: None,
        ..Charter::bac_ninh()
    }
}

fn book(name: &'static str, event: impl Into<Event>) -> Operation {
    Operation { name, act: Act::Book(event.into()) }
}

fn minute() -> Text {
    text("BB-05")
}

fn giver() -> Text {
    text("Bà Sáu")
}

fn loan(name: &str) -> LoanId {
    name.parse().unwrap()
}

fn rate(rate: &str) -> Rate {
    rate.parse().unwrap()
}

fn joins(name: &str) -> MemberJoined {
    MemberJoined {
        member: member(name),
        name: text("Nguyễn Thị Hoa"),
        circumstances: Circumstances::Poor,
        gender: None,
        born: None,
    }
}

fn asks(name: &str, by: &str, principal: u64) -> LoanApproved {
    LoanApproved {
        loan: loan(name),
        member: member(by),
        principal: amount(principal),
        months: 2.try_into().unwrap(),
        monthly_rate: rate("0.34"),
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        minute: minute(),
    }
}

fn disbursed(name: &str) -> LoanDisbursed {
    LoanDisbursed { loan: loan(name), out_of: Place::Cash, paid_on: None }
}

fn repays(name: &str, principal: u64, interest: u64) -> RepaymentReceived {
    let [principal, interest] = [principal, interest].map(|dong| Money::new(dong).unwrap());
    RepaymentReceived { loan: loan(name), principal, interest, into: Place::Cash, paid_on: None }
}

/// Returns all operations: those that book an event, in the order of the table of events, then the special ones.
pub(crate) fn alphabet() -> Vec<Operation> {
    [people_and_gifts(), carrying_in(), loans(), money(), in_hand(), office()].into_iter().flatten().collect()
}

fn people_and_gifts() -> Vec<Operation> {
    let (cash, bank) = (Place::Cash, Place::Bank);
    let (growth, operating) = (ClubFund::IncomeGrowth, ClubFund::Operating);
    let lender = || "CN".parse().unwrap();
    vec![
        book("M1 joins", joins("M1")),
        book("M2 joins", joins("M2")),
        book("M1 leaves", MemberLeft { member: member("M1"), reason: None }),
        book("a grant of 13", SeedGrantReceived { from: giver(), amount: amount(13), into: cash }),
        book(
            "5 of the grant go back",
            SeedGrantReturned { to: giver(), amount: amount(5), out_of: cash, minute: minute() },
        ),
        book("3 given to capital", DonationReceived { from: giver(), amount: amount(3), fund: growth, into: cash }),
        book("5 given to the club", DonationReceived { from: giver(), amount: amount(5), fund: operating, into: bank }),
        book("dues of 3", dues(3)),
        book(
            "1 earned for capital",
            OtherIncomeReceived { source: giver(), amount: amount(1), fund: growth, into: bank },
        ),
        book("4 borrowed", BorrowingReceived { lender: lender(), amount: amount(4), into: Place::Cash }),
        book("3 paid back", BorrowingRepaid { lender: lender(), amount: amount(3), out_of: cash }),
        book("2 forgiven", BorrowingForgiven { lender: lender(), amount: amount(2), minute: minute() }),
    ]
}

fn carrying_in() -> Vec<Operation> {
    let funds = |cash: u64, seed_grant: u64, income_growth: u64| {
        let [cash, seed_grant, income_growth] = [cash, seed_grant, income_growth].map(|dong| Money::new(dong).unwrap());
        FundsCarriedIn {
            cash,
            bank: Money::ZERO,
            seed_grant_received: Money::ZERO,
            seed_grant,
            income_growth,
            operating: Money::ZERO,
            unallocated_interest: Money::ZERO,
            minute: minute(),
        }
    };
    let LoanApproved { loan, member, principal, months, monthly_rate, interest, repayment, minute } =
        asks("V3", "M1", 3);
    let in_progress = LoanCarriedIn {
        loan,
        member,
        principal,
        outstanding: Money::new(1).unwrap(),
        disbursed: NaiveDate::from_ymd_opt(2023, 12, 31).unwrap(),
        months,
        monthly_rate,
        interest,
        repayment,
        interest_owed: Money::new(1).unwrap(),
        owed_since: None,
        times_rescheduled: None,
        minute: minute.clone(),
    };
    let lender = "CN".parse().unwrap();
    vec![
        book("2 carried in", funds(2, 0, 2)),
        book("1 carried in without a fund", funds(1, 0, 0)),
        book("a grant carried in that was never received", funds(1, 1, 0)),
        book("1 owed to a lender carried in", BorrowingCarriedIn { lender, amount: amount(1), minute }),
        book("V3 carried in", in_progress),
    ]
}

fn loans() -> Vec<Operation> {
    vec![
        book("V1 of 7 for M1", asks("V1", "M1", 7)),
        book(
            "V2 of 9 for M2",
            LoanApproved { interest: InterestMethod::Flat, repayment: Amortization::AtMaturity, ..asks("V2", "M2", 9) },
        ),
        book("V3 of 2 for M1", asks("V3", "M1", 2)),
        book("V3 of 10 for M1", asks("V3", "M1", 10)),
        book("V3 over 4 months", LoanApproved { months: 4.try_into().unwrap(), ..asks("V3", "M1", 2) }),
        book("V3 at 51 %", LoanApproved { monthly_rate: rate("0.51"), ..asks("V3", "M1", 2) }),
        book("V1 paid out", disbursed("V1")),
        book("V2 paid out", disbursed("V2")),
        book("V1 cancelled", LoanCancelled { loan: loan("V1"), minute: minute() }),
        book("V1 repays 3 and 2", repays("V1", 3, 2)),
        book("V1 repays 4", repays("V1", 4, 0)),
        book("V1 repays 0 and 1", repays("V1", 0, 1)),
        book("V1 repays 7 and 2", repays("V1", 7, 2)),
        book("V1 repays 8", repays("V1", 8, 0)),
        book("V1 repays 0 and 99", repays("V1", 0, 99)),
        book("V1 repays nothing", repays("V1", 0, 0)),
        book("V2 repays 9 and 9", repays("V2", 9, 9)),
        book("interest allocated", InterestAllocated {}),
        book("1 waived of V1", InterestWaived { loan: loan("V1"), amount: amount(1), minute: minute() }),
        book(
            "V1 over 3 months more",
            LoanRescheduled {
                loan: loan("V1"),
                months: 3.try_into().unwrap(),
                monthly_rate: Some(rate("0.21")),
                minute: minute(),
            },
        ),
        book("V1 written off", LoanWrittenOff { loan: loan("V1"), forgiven: false, minute: minute() }),
        book("V1 forgiven", LoanWrittenOff { loan: loan("V1"), forgiven: true, minute: minute() }),
        book("V1 taken over by M2", LoanAssumed { loan: loan("V1"), member: member("M2"), minute: minute() }),
        Operation { name: "V1 repaid 1 and 2 a month ago", act: Act::Late(repays("V1", 1, 2)) },
        book("4 recovered of V1", RecoveryReceived { loan: loan("V1"), amount: amount(4), into: Place::Cash }),
    ]
}

fn in_hand() -> Vec<Operation> {
    let (cash, m1) = (Place::Cash, || member("M1"));
    let spent = OperatingSpent { area: Area::HealthCare, amount: amount(9), out_of: cash, payee: None };
    let all = [Code::OperatingExceeded, Code::Overdraft];
    vec![
        book("2 advanced", AdvancePaid { member: m1(), amount: amount(2), out_of: cash, purpose: giver() }),
        book(
            "1 of the advance spent",
            AdvanceSpent { member: m1(), area: Area::HomeCare, amount: amount(1), payee: None },
        ),
        book("2 of the advance returned", AdvanceReturned { member: m1(), amount: amount(2), into: cash }),
        book("2 short, the keeper answers", short(2, Bearer::Keeper { member: m1(), minutes: None })),
        book("1 made good", ShortageRepaid { member: m1(), amount: amount(1), into: cash }),
        book(
            "2 released",
            ShortageReleased { member: m1(), amount: amount(2), borne_by: ClubFund::IncomeGrowth, minute: minute() },
        ),
        book("1 restored to the grant", SeedGrantRestored { amount: amount(1), minute: minute() }),
        Operation { name: "9 spent in spite of all", act: Act::Despite(spent.into(), all) },
    ]
}

fn short(dong: u64, bearer: Bearer) -> ShortageFound {
    ShortageFound { place: Place::Cash, amount: amount(dong), bearer }
}

fn money() -> Vec<Operation> {
    let cash = Place::Cash;
    vec![
        book("3 spent", OperatingSpent { area: Area::HealthCare, amount: amount(3), out_of: cash, payee: None }),
        book("2 capitalised", OperatingCapitalised { amount: amount(2), minute: minute() }),
        book("2 handed over", CapitalHandedOver { to: giver(), amount: amount(2), out_of: cash, minute: minute() }),
        book("2 short, the club bears it", short(2, Bearer::Fund { fund: ClubFund::Operating, minutes: minute() })),
        book("4 short, capital bears it", short(4, Bearer::Fund { fund: ClubFund::IncomeGrowth, minutes: minute() })),
        book("1 over", SurplusFound { place: cash, amount: amount(1), minute: minute() }),
        book("3 to the bank", CashDeposited { amount: amount(3) }),
        book("4 from the bank", CashWithdrawn { amount: amount(4) }),
    ]
}

fn office() -> Vec<Operation> {
    let operation = |name, act| Operation { name, act };
    vec![
        operation(
            "a third to capital",
            Act::Amend(|rules| InterestRules {
                to_income_growth: Share::from_hundred_millionths(33_333_333).unwrap(),
                ..rules
            }),
        ),
        operation(
            "interest at the meeting",
            Act::Amend(|rules| InterestRules { allocated: Allocated::AtMeeting, ..rules }),
        ),
        operation("closed through yesterday", Act::Close { days_ahead: -1 }),
        operation("closed through today", Act::Close { days_ahead: 0 }),
        operation("closed through tomorrow", Act::Close { days_ahead: 1 }),
        operation("the last taken back", Act::TakeBack { before_last: 0 }),
        operation("the last but one taken back", Act::TakeBack { before_last: 1 }),
        operation("the first taken back", Act::TakeBack { before_last: usize::MAX }),
        operation("none taken back", Act::TakeBackNone),
        operation("the last once more", Act::Again),
        operation("the same number", Act::SameNumber),
        operation("a day before", Act::DayBefore),
        operation("a month later", Act::NextMonth),
    ]
}
