//! Histories that end with a voucher that must be refused, each for one rule.

use std::fmt;
use std::ops::Range;

use chrono::{Months as CalendarMonths, NaiveDate};
use proptest::prelude::*;

use super::dice::Dice;
use super::fitting::{joining, minute, next_loan, next_number, text};
use super::history::{History, Mix, histories, json};
use crate::account::{Area, ClubFund, Fund, Place};
use crate::books::Books;
use crate::charter::{Charter, LoanRules};
use crate::count::Months;
use crate::event::{
    BorrowingRepaid, CapitalHandedOver, CashDeposited, CharterAmended, DonationReceived, DuesReceived, Event,
    InterestAllocated, LoanApproved, LoanDisbursed, LoanWrittenOff, MemberJoined, MemberLeft, OperatingSpent,
    PeriodClosed, RecoveryReceived, RepaymentReceived, Reversed, SeedGrantReceived,
};
use crate::loan::{Amortization, InterestMethod};
use crate::money::{Amount, Balance, Money};
use crate::name::{LenderId, LoanId, MemberId};
use crate::rate::Rate;
use crate::rules::Code;
use crate::voucher::Voucher;

/// A history, and a voucher that its books must refuse: it breaks one rule, and none that comes before that in the list.
#[derive(Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// What came before.
    pub history: History,
    /// What is asked.
    pub voucher: Voucher,
    /// The code with which it must be refused.
    pub code: Code,
}

impl NearMiss {
    /// The codes of which near misses are made: those that a writer can meet who was not told today's date.
    pub fn codes() -> impl Iterator<Item = Code> {
        Code::ALL.iter().copied().filter(|code| {
            !matches!(
                code,
                Code::SequenceGap | Code::ChainBroken | Code::EntryMismatch // an audit alone
                    | Code::DateInFuture // one who was told today's date
                    | Code::AmountOutOfRange | Code::BooksFull // out of reach
            )
        })
    }

    /// Goes on from `books` to a voucher that must be refused with `code`; `None` of a code that a writer cannot meet, or where
    /// the books leave no room to get there: on the last day of time, or with all the money that there is.
    #[must_use]
    pub fn after(books: Books, code: Code) -> Option<Self> {
        let mut scene = Scene { books };
        let voucher = scene.miss(code)?;
        Some(Self { history: History::going_on(scene.books, &[]), voucher, code })
    }
}

impl fmt::Debug for NearMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { history, voucher, code } = self;
        writeln!(f, "{history:?}and is asked for what it must refuse with {code}:")?;
        write!(f, "{}  {}  {}", voucher.date, voucher.id, json(&voucher.event))
    }
}

/// Histories of so many moves that end with a voucher that must be refused, for every code that a writer can meet.
pub fn near_misses(moves: Range<usize>, mix: &Mix) -> impl Strategy<Value = NearMiss> + use<> {
    let codes: Vec<Code> = NearMiss::codes().collect();
    (histories(moves, mix), proptest::sample::select(codes))
        .prop_filter_map("no way to this refusal", |(history, code)| NearMiss::after(history.into_books(), code))
}

/// Books in which things are arranged until a rule can be broken.
struct Scene {
    books: Books,
}

/// A loan fresh from the meeting.
struct Lent {
    loan: LoanId,
    member: MemberId,
}

impl Scene {
    /// Arranges what must be there, and returns the voucher that breaks the rule of `code`.
    fn miss(&mut self, code: Code) -> Option<Voucher> {
        let event: Event = match code {
            Code::DuplicateId => {
                self.gift(ClubFund::Operating, Amount::MIN)?;
                let mut again = self.books.records().next_back()?.voucher();
                again.note = text("khác");
                return Some(again);
            }
            Code::DateOutOfRange => {
                let voucher = self.ask(gift(ClubFund::Operating, Amount::MIN)?)?;
                return Some(Voucher { date: NaiveDate::from_ymd_opt(3000, 1, 1)?, ..voucher });
            }
            Code::DateOutOfOrder => {
                let voucher = self.ask(gift(ClubFund::Operating, Amount::MIN)?)?;
                let date = self.books.day().pred_opt().filter(|date| crate::calendar::is_bookable(*date))?;
                return Some(Voucher { date, ..voucher });
            }
            Code::PeriodClosed => {
                let voucher = self.ask(gift(ClubFund::Operating, Amount::MIN)?)?;
                self.book(PeriodClosed { through: voucher.date })?;
                return Some(Voucher { id: next_number(&self.books)?, ..voucher });
            }
            Code::UnknownRecord => Reversed { record: next_number(&self.books)?, reason: text("Ghi nhầm")? }.into(),
            Code::Irreversible => {
                self.join()?;
                Reversed { record: self.books.records().next_back()?.id.clone(), reason: text("Ghi nhầm")? }.into()
            }
            Code::MemberExists => {
                let member = self.join()?;
                MemberJoined { member, ..joining(&self.books, &mut Dice::new(&[]))? }.into()
            }
            Code::NotAMember => {
                let member = joining(&self.books, &mut Dice::new(&[]))?.member;
                DuesReceived { members: member.into(), each: Amount::MIN, into: Place::Cash, month: None, months: None }
                    .into()
            }
            Code::MemberOwes => MemberLeft { member: self.approved(Amount::MIN)?.member, reason: None }.into(),
            Code::NothingToAllocate => {
                if self.books.ledger().unallocated_interest().is_positive() {
                    self.book(InterestAllocated {})?;
                }
                InterestAllocated {}.into()
            }
            Code::CapitalExhausted => {
                let amount = one_over(self.books.ledger().fund(Fund::IncomeGrowth))?;
                CapitalHandedOver { to: text("CLB thôn Hạ")?, amount, out_of: Place::Cash, minute: minute()? }.into()
            }
            Code::SeedGrantExceeded => {
                let room = Balance::from(self.books.charter().seed_grant) - self.books.register().seed_grant_received();
                SeedGrantReceived { from: text("Tỉnh")?, amount: one_over(room)?, into: Place::Bank }.into()
            }
            Code::OverRepaid => {
                let lender = LenderId::try_from("nobody").ok()?;
                let amount = one_over(self.books.ledger().owed_to(&lender))?;
                BorrowingRepaid { lender, amount, out_of: Place::Cash }.into()
            }
            Code::OperatingExceeded => {
                let amount = one_over(self.books.ledger().fund(Fund::Operating))?;
                OperatingSpent { area: Area::HealthCare, amount, out_of: Place::Cash, payee: None }.into()
            }
            Code::Overdraft => CashDeposited { amount: one_over(self.books.ledger().money(Place::Cash))? }.into(),
            _ => return self.miss_of_lending(code),
        };
        self.ask(event)
    }

    /// As [`Scene::miss`], for the rules of lending.
    fn miss_of_lending(&mut self, code: Code) -> Option<Voucher> {
        let principal = Amount::new(1_200_000).ok()?;
        let event: Event = match code {
            Code::LoanExists => {
                let used = self.approved(principal)?.loan;
                LoanApproved { loan: used, ..self.application(principal)? }.into()
            }
            Code::UnknownLoan => {
                LoanDisbursed { loan: next_loan(&self.books)?, out_of: Place::Cash, paid_on: None }.into()
            }
            Code::LoanNotOpen => {
                LoanDisbursed { loan: self.disbursed(principal)?.loan, out_of: Place::Cash, paid_on: None }.into()
            }
            Code::LoanCapExceeded => {
                self.rules(|rules| rules)?;
                let over = one_over(self.books.charter().loan.cap_per_member.into())?;
                self.application(over)?.into()
            }
            Code::TooManyLoans => {
                let lent = self.approved(Amount::MIN)?;
                LoanApproved { member: lent.member, ..self.application(Amount::MIN)? }.into()
            }
            Code::OwesWrittenOff => {
                let Lent { loan, member } = self.disbursed(principal)?;
                self.book(LoanWrittenOff { loan, forgiven: false, minute: minute()? })?;
                LoanApproved { member, ..self.application(principal)? }.into()
            }
            Code::TermTooLong => {
                self.rules(|rules| rules)?;
                let longest = self.books.charter().loan.max_months.get();
                let months = Months::new(longest.checked_add(1)?).ok()?;
                LoanApproved { months, ..self.application(principal)? }.into()
            }
            Code::RateOverCeiling => {
                self.rules(|rules| rules)?;
                let ceiling = self.books.charter().loan.rate_ceiling.hundred_millionths();
                let monthly_rate = Rate::from_hundred_millionths(ceiling.checked_add(1)?).ok()?;
                LoanApproved { monthly_rate, ..self.application(principal)? }.into()
            }
            Code::PrincipalOverOutstanding => {
                let loan = self.disbursed(principal)?.loan;
                repayment(loan, one_over(principal.into())?.into(), Money::ZERO).into()
            }
            Code::InterestOverAccrued => {
                let loan = self.disbursed(principal)?.loan;
                let accrued = self.books.loan(&loan)?.owed().accrued;
                repayment(loan, Money::ZERO, one_over(accrued)?.into()).into()
            }
            Code::InterestUnpaid => {
                let loan = self.disbursed(principal)?.loan;
                let voucher = self.ask(repayment(loan, Amount::MIN.into(), Money::ZERO))?;
                let date = voucher.date.checked_add_months(CalendarMonths::new(1))?;
                return crate::calendar::is_bookable(date).then_some(Voucher { date, ..voucher });
            }
            Code::NothingReceived => repayment(self.disbursed(principal)?.loan, Money::ZERO, Money::ZERO).into(),
            Code::OverRecovered => {
                let loan = self.disbursed(principal)?.loan;
                self.book(LoanWrittenOff { loan: loan.clone(), forgiven: false, minute: minute()? })?;
                RecoveryReceived { loan, amount: one_over(principal.into())?, into: Place::Cash }.into()
            }
            Code::LendableExceeded => {
                self.rules(|rules| LoanRules { cap_per_member: Amount::MAX, ..rules })?;
                let asked = self.application(one_over(self.books.ledger().lendable())?)?;
                let loan = asked.loan.clone();
                self.book(asked)?;
                LoanDisbursed { loan, out_of: Place::Cash, paid_on: None }.into()
            }
            _ => return None,
        };
        self.ask(event)
    }

    /// A voucher for an event, on the first day that is open.
    fn ask(&self, event: impl Into<Event>) -> Option<Voucher> {
        Some(Voucher::new(next_number(&self.books)?, self.today()?, event))
    }

    fn today(&self) -> Option<NaiveDate> {
        match self.books.register().closed_through() {
            Some(closed) => Some(closed.succ_opt()?.max(self.books.day())),
            None => Some(self.books.day()),
        }
    }

    fn book(&mut self, event: impl Into<Event>) -> Option<()> {
        let voucher = self.ask(event)?;
        self.books.record(voucher).ok().map(|_| ())
    }

    fn gift(&mut self, fund: ClubFund, amount: Amount) -> Option<()> {
        self.book(gift(fund, amount)?)
    }

    fn join(&mut self) -> Option<MemberId> {
        let joined = joining(&self.books, &mut Dice::new(&[]))?;
        let member = joined.member.clone();
        self.book(joined)?;
        Some(member)
    }

    /// Gives the club the rules of lending of Bắc Ninh, but for what `change` makes of them.
    fn rules(&mut self, change: impl FnOnce(LoanRules) -> LoanRules) -> Option<()> {
        let loan = change(Charter::bac_ninh().loan);
        if self.books.charter().loan == loan {
            return Some(());
        }
        let charter = Charter { loan, ..self.books.charter().clone() };
        self.book(CharterAmended { charter: Box::new(charter), minute: minute()? })
    }

    /// What a new member asks for.
    fn application(&mut self, principal: Amount) -> Option<LoanApproved> {
        Some(LoanApproved {
            loan: next_loan(&self.books)?,
            member: self.join()?,
            principal,
            months: Months::new(12).ok()?,
            monthly_rate: Rate::from_hundred_millionths(1_000_000).ok()?,
            interest: InterestMethod::Declining,
            repayment: Amortization::EqualPrincipal,
            minute: minute()?,
        })
    }

    /// A loan that the meeting passed, under the rules of Bắc Ninh.
    fn approved(&mut self, principal: Amount) -> Option<Lent> {
        self.rules(|rules| rules)?;
        let asked = self.application(principal)?;
        let lent = Lent { loan: asked.loan.clone(), member: asked.member.clone() };
        self.book(asked)?;
        Some(lent)
    }

    /// A loan that was paid out, of money that was given for it.
    fn disbursed(&mut self, principal: Amount) -> Option<Lent> {
        let lent = self.approved(principal)?;
        self.gift(ClubFund::IncomeGrowth, principal)?;
        self.book(LoanDisbursed { loan: lent.loan.clone(), out_of: Place::Cash, paid_on: None })?;
        Some(lent)
    }
}

fn gift(fund: ClubFund, amount: Amount) -> Option<DonationReceived> {
    Some(DonationReceived { from: text("Bà Sáu")?, amount, fund, into: Place::Cash })
}

fn repayment(loan: LoanId, principal: Money, interest: Money) -> RepaymentReceived {
    RepaymentReceived { loan, principal, interest, into: Place::Cash, paid_on: None }
}

/// One đồng more.
fn one_over(most: Balance) -> Option<Amount> {
    Amount::try_from(most + Balance::new(1)).ok()
}
