//! The operations: what may happen next in a small club, allowed or not.
//!
//! The club counts single đồng and lends odd sums at 34 % a month, so that every split has an odd đồng and every loan a rest.

use chrono::{Months, NaiveDate, TimeDelta};
use revolving_fund::{
    Allocated, Amount, Area, Books, BorrowingForgiven, BorrowingReceived, BorrowingRepaid, CapitalHandedOver,
    CashDeposited, CashWithdrawn, Charter, CharterAmended, Circumstances, ClubFund, DocumentNumber, DonationReceived,
    DuesReceived, Event, Header, InterestAllocated, InterestMethod, InterestRules, InterestWaived, LoanApproved,
    LoanCancelled, LoanDisbursed, LoanId, LoanRescheduled, LoanRules, LoanWrittenOff, MemberId, MemberJoined,
    MemberLeft, Money, OperatingCapitalised, OperatingSpent, OtherIncomeReceived, PeriodClosed, Place, Rate,
    RecoveryReceived, Refusal, Repayment, RepaymentReceived, Reversed, Rounding, SeedGrantReceived, SeedGrantReturned,
    Share, ShortageFound, SurplusFound, Text, Voucher,
};

/// Something that may happen next.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    act: Act,
}

enum Act {
    /// This event, today.
    Book(Event),
    /// An amendment of the interest rules in force.
    Amend(fn(InterestRules) -> InterestRules),
    /// The month is signed off through yesterday, today or tomorrow.
    Close { days_ahead: i64 },
    /// The record that stands so many places before the last is taken back; the first one for `usize::MAX`.
    TakeBack { before_last: usize },
    /// A record that is not there is taken back.
    TakeBackNone,
    /// The last voucher is handed in once more.
    Again,
    /// Another voucher is handed in under the last document number.
    SameNumber,
    /// Dues are booked on the day before the last record.
    DayBefore,
    /// Nothing happens until this day next month.
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

    /// Does an operation. A refusal must leave everything as it was.
    pub(crate) fn step(&mut self, operation: &Operation) -> Result<(), Refusal> {
        let records = self.books.records();
        let last = records.last();
        let next = number(records.len() + 1);
        let today = |event: Event| Voucher::new(next.clone(), self.today, event);
        let voucher = match &operation.act {
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
                today(take_back(records.get(place).map_or_else(|| number(0), |record| record.id.clone())))
            }
            Act::TakeBackNone => today(take_back(number(0))),
            Act::Again => match last {
                Some(record) => record.voucher(),
                None => return Ok(()),
            },
            Act::SameNumber => {
                Voucher { id: last.map_or(next.clone(), |record| record.id.clone()), ..today(dues(77).into()) }
            }
            Act::DayBefore => {
                let eve = last.map_or(self.today, |record| record.date) - TimeDelta::days(1);
                Voucher { date: eve, ..today(dues(3).into()) }
            }
            Act::NextMonth => {
                self.today = self.today + Months::new(1);
                return Ok(());
            }
        };
        self.books.record(voucher).map(|_| ())
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
    DuesReceived { member: member("M1"), amount: amount(dong), into: Place::Cash }
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
        repayment: Repayment::EqualPrincipal,
        minute: minute(),
    }
}

fn disbursed(name: &str) -> LoanDisbursed {
    LoanDisbursed { loan: loan(name), out_of: Place::Cash }
}

fn repays(name: &str, principal: u64, interest: u64) -> RepaymentReceived {
    let [principal, interest] = [principal, interest].map(|dong| Money::new(dong).unwrap());
    RepaymentReceived { loan: loan(name), principal, interest, into: Place::Cash }
}

/// All operations, in the order of the specification's table of events; then what is odd.
pub(crate) fn alphabet() -> Vec<Operation> {
    [people_and_gifts(), loans(), money(), office()].into_iter().flatten().collect()
}

fn people_and_gifts() -> Vec<Operation> {
    let (cash, bank) = (Place::Cash, Place::Bank);
    let (growth, operating) = (ClubFund::IncomeGrowth, ClubFund::Operating);
    let lender = || "CN".parse().unwrap();
    vec![
        book("M1 joins", joins("M1")),
        book("M2 joins", joins("M2")),
        book("M1 leaves", MemberLeft { member: member("M1") }),
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

fn loans() -> Vec<Operation> {
    vec![
        book("V1 of 7 for M1", asks("V1", "M1", 7)),
        book(
            "V2 of 9 for M2",
            LoanApproved { interest: InterestMethod::Flat, repayment: Repayment::AtMaturity, ..asks("V2", "M2", 9) },
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
            LoanRescheduled { loan: loan("V1"), months: 3.try_into().unwrap(), minute: minute() },
        ),
        book("V1 written off", LoanWrittenOff { loan: loan("V1"), minute: minute() }),
        book("4 recovered of V1", RecoveryReceived { loan: loan("V1"), amount: amount(4), into: Place::Cash }),
    ]
}

fn money() -> Vec<Operation> {
    let cash = Place::Cash;
    vec![
        book("3 spent", OperatingSpent { area: Area::HealthCare, amount: amount(3), out_of: cash, payee: None }),
        book("2 capitalised", OperatingCapitalised { amount: amount(2), minute: minute() }),
        book("2 handed over", CapitalHandedOver { to: giver(), amount: amount(2), out_of: cash, minute: minute() }),
        book(
            "2 short, the club bears it",
            ShortageFound { place: cash, amount: amount(2), borne_by: ClubFund::Operating, minute: minute() },
        ),
        book(
            "4 short, capital bears it",
            ShortageFound { place: cash, amount: amount(4), borne_by: ClubFund::IncomeGrowth, minute: minute() },
        ),
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
