//! Histories that end with a voucher that breaks one rule and must be refused.

use std::fmt;
use std::ops::Range;

use chrono::{Months as CalendarMonths, NaiveDate};
use proptest::prelude::*;

use super::dice::Dice;
use super::fitting::{completing, joining, minute, next_loan, next_number, text};
use super::history::{History, json};
use super::mix::Mix;
use super::shrinking::histories;
use crate::account::{Area, ClubFund, Fund, Place};
use crate::books::Books;
use crate::charter::{Charter, LoanRules};
use crate::code::Code;
use crate::count::Months;
use crate::event::{
    AdvancePaid, AdvanceReturned, AdvanceSpent, Bearer, BorrowingCarriedIn, BorrowingRepaid, CapitalHandedOver,
    CashDeposited, CharterAmended, DocumentVoided, DonationReceived, DuesReceived, Event, FundsCarriedIn,
    InterestAllocated, LeavingReason, LoanApproved, LoanCarriedIn, LoanDisbursed, LoanWrittenOff, MemberJoined,
    MemberLeft, OperatingSpent, PeriodClosed, RecoveryReceived, RepaymentReceived, Reversed, SeedGrantReceived,
    SeedGrantRestored, ShortageCarriedIn, ShortageFound, ShortageReleased, ShortageRepaid, WrittenOffCarriedIn,
};
use crate::loan::{Amortization, InterestMethod};
use crate::money::{Amount, Balance, Money};
use crate::name::{LenderId, LoanId, MemberId};
use crate::rate::Rate;
use crate::voucher::Voucher;

/// A history, and a voucher that its books must refuse: it breaks one rule, and no rule that comes earlier in the list.
#[derive(Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// The history before the voucher.
    pub history: History,
    /// The voucher.
    pub voucher: Voucher,
    /// The code with which it must be refused.
    pub code: Code,
}

impl NearMiss {
    /// Returns the codes for which there are near misses: those that a writer without today's date can get.
    pub fn codes() -> impl Iterator<Item = Code> {
        Code::ALL.iter().copied().filter(|code| {
            !matches!(
                code,
                Code::SequenceGap | Code::ChainBroken | Code::EntryMismatch // only in an audit
                    | Code::DateInFuture // only with today's date
                    | Code::AmountOutOfRange | Code::BooksFull // not reachable in a test
            )
        })
    }

    /// Continues `books` up to a voucher that must be refused with `code`. `None` if a writer cannot get this code, or the books have
    /// reached a bound: the last day of 2999, or the largest amount.
    #[must_use]
    pub fn after(books: Books, code: Code) -> Option<Self> {
        let mut scene = Scene { books };
        if scene.books.ledger().carried_in() != Balance::ZERO {
            let completing = completing(&scene.books, false, &mut Dice::new(&[]))?;
            scene.book(completing)?;
        }
        let voucher = scene.miss(code)?;
        Some(Self { history: History::going_on(scene.books, &[]), voucher, code })
    }
}

impl fmt::Debug for NearMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { history, voucher, code } = self;
        writeln!(f, "{history:?}then this must be refused with {code}:")?;
        write!(f, "{}  {}  {}", voucher.date, voucher.id, json(&voucher.event))?;
        if voucher.despite.is_empty() { Ok(()) } else { write!(f, "  despite {}", json(&voucher.despite)) }
    }
}

/// Generates histories with a number of moves in the range that end with a voucher that must be refused, for every code of
/// [`NearMiss::codes`].
pub fn near_misses(moves: Range<usize>, mix: &Mix) -> impl Strategy<Value = NearMiss> + use<> {
    let codes: Vec<Code> = NearMiss::codes().collect();
    (histories(moves, mix), proptest::sample::select(codes))
        .prop_filter_map("no way to this refusal", |(history, code)| NearMiss::after(history.into_books(), code))
}

/// Books to which the records are added that are needed to break a rule.
struct Scene {
    books: Books,
}

/// A new loan and its member.
struct Lent {
    loan: LoanId,
    member: MemberId,
}

impl Scene {
    /// Books the records that the voucher needs, and returns the voucher that breaks the rule of `code`.
    #[allow(clippy::too_many_lines, reason = "one arm for each code")]
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
            Code::Irreversible => return self.irreversible(),
            Code::CarryInOpen => {
                self.borrowing_carried_in()?;
                gift(ClubFund::Operating, Amount::MIN)?.into()
            }
            Code::CarryInInvalid => self.contradiction()?,
            Code::MemberExists => {
                let member = self.join()?;
                MemberJoined { member, ..joining(&self.books, &mut Dice::new(&[]))? }.into()
            }
            Code::NotAMember => self.by_a_stranger()?,
            Code::MemberOwes => {
                let member = match self.variant(2) {
                    0 => self.approved(Amount::MIN)?.member,
                    _ => self.advanced(Amount::MIN)?,
                };
                MemberLeft { member, reason: None }.into()
            }
            Code::NothingToAllocate => {
                if self.books.ledger().unallocated_interest().is_positive() {
                    self.book(InterestAllocated {})?;
                }
                InterestAllocated {}.into()
            }
            Code::CapitalExhausted => {
                let amount = one_over(self.books.ledger().fund(Fund::IncomeGrowth).max_zero())?;
                CapitalHandedOver { to: text("CLB thôn Hạ")?, amount, out_of: Place::Cash, minute: minute()? }.into()
            }
            Code::GrantShort => {
                self.impaired_grant()?;
                self.fund_growth(Amount::MIN.into())?;
                CapitalHandedOver {
                    to: text("CLB thôn Hạ")?,
                    amount: Amount::MIN,
                    out_of: Place::Cash,
                    minute: minute()?,
                }
                .into()
            }
            Code::OverRestored => {
                let ledger = self.books.ledger();
                let lacks = self.books.register().seed_grant_to_keep() - ledger.fund(Fund::SeedGrant);
                let amount = one_over(lacks.max_zero())?;
                self.fund_growth(amount.into())?;
                SeedGrantRestored { amount, minute: minute()? }.into()
            }
            Code::SeedGrantExceeded => {
                let room = Balance::from(self.books.charter().seed_grant) - self.books.register().seed_grant_received();
                SeedGrantReceived { from: text("Tỉnh")?, amount: one_over(room.max_zero())?, into: Place::Bank }.into()
            }
            Code::OverRepaid => {
                let lender = LenderId::try_from("nobody").ok()?;
                let amount = one_over(self.books.ledger().owed_to(&lender))?;
                BorrowingRepaid { lender, amount, out_of: Place::Cash }.into()
            }
            Code::AdvanceExceeded => {
                let member = self.advanced(Amount::MIN)?;
                let amount = one_over(self.books.ledger().advance_of(&member))?;
                match self.variant(2) {
                    0 => AdvanceReturned { member, amount, into: Place::Cash }.into(),
                    _ => AdvanceSpent { member, area: Area::HomeCare, amount, payee: None }.into(),
                }
            }
            Code::ShortageExceeded => {
                let member = self.keeper_of_a_shortage(Amount::MIN)?;
                let amount = one_over(self.books.ledger().shortage_of(&member))?;
                match self.variant(2) {
                    0 => ShortageRepaid { member, amount, into: Place::Cash }.into(),
                    _ => ShortageReleased { member, amount, borne_by: ClubFund::Operating, minute: minute()? }.into(),
                }
            }
            Code::OperatingExceeded => {
                let amount = one_over(self.books.ledger().free_operating().max_zero())?;
                if self.variant(2) == 0 {
                    OperatingSpent { area: Area::HealthCare, amount, out_of: Place::Cash, payee: None }.into()
                } else {
                    let member = self.join()?;
                    AdvancePaid { member, amount, out_of: Place::Cash, purpose: text("Mua thuốc")? }.into()
                }
            }
            Code::Overdraft => {
                let amount = one_over(self.books.ledger().money(Place::Cash).max_zero())?;
                CashDeposited { amount }.into()
            }
            Code::DespiteNeedless => {
                let code = if self.variant(2) == 0 { Code::Overdraft } else { Code::LoanCapExceeded };
                let amount = self.cash()?;
                return Some(self.ask(CashDeposited { amount })?.despite(code.into()));
            }
            _ => return self.miss_of_lending(code),
        };
        self.ask(event)
    }

    /// Returns the voucher of [`Scene::miss`] for the rules of lending.
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
            Code::PaidOnInvalid => {
                let loan = self.disbursed(principal)?.loan;
                let day = if self.variant(2) == 0 { self.today()?.succ_opt()? } else { self.today()?.pred_opt()? };
                let paid_on = Some(day).filter(|day| crate::calendar::is_bookable(*day));
                RepaymentReceived { paid_on: Some(paid_on?), ..repayment(loan, Money::ZERO, Money::ZERO) }.into()
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
                let asked = self.application(one_over(self.books.ledger().lendable().max_zero())?)?;
                let loan = asked.loan.clone();
                self.book(asked)?;
                LoanDisbursed { loan, out_of: Place::Cash, paid_on: None }.into()
            }
            _ => return None,
        };
        self.ask(event)
    }

    /// Returns a number from 0 to below `count` that depends on the history, so that a rule is broken in different ways.
    fn variant(&self, count: usize) -> usize {
        self.books.records().len().checked_rem(count).unwrap_or(0)
    }

    /// Returns the reversal of a record that cannot be reversed.
    fn irreversible(&mut self) -> Option<Voucher> {
        let principal = Amount::new(1_200_000).ok()?;
        match self.variant(6) {
            0 => self.join().map(|_| ())?,
            1 => self.approved(principal).map(|_| ())?,
            2 => self.book(DocumentVoided { reason: text("Phiếu viết hỏng")? })?,
            3 => {
                self.gift(ClubFund::Operating, Amount::MIN)?;
                let record = self.books.records().next_back()?.id.clone();
                self.book(Reversed { record, reason: text("Ghi nhầm")? })?;
            }
            4 => {
                let loan = self.disbursed(principal)?.loan;
                let disbursal = self.books.records().next_back()?.id.clone();
                self.book(LoanWrittenOff { loan, forgiven: false, minute: minute()? })?;
                return self.ask(Reversed { record: disbursal, reason: text("Ghi nhầm")? });
            }
            _ => {
                let member = self.advanced(Amount::MIN)?;
                let advance = self.books.records().next_back()?.id.clone();
                let held = Amount::try_from(self.books.ledger().advance_of(&member)).ok()?;
                self.book(AdvanceReturned { member, amount: held, into: Place::Cash })?;
                return self.ask(Reversed { record: advance, reason: text("Ghi nhầm")? });
            }
        }
        let record = self.books.records().next_back()?.id.clone();
        self.ask(Reversed { record, reason: text("Ghi nhầm")? })
    }

    /// Returns figures of earlier books that contradict each other.
    fn contradiction(&mut self) -> Option<Event> {
        let (least, zero, minute) = (Money::from(Amount::MIN), Money::ZERO, minute()?);
        Some(match self.variant(3) {
            0 => FundsCarriedIn {
                cash: least,
                bank: zero,
                seed_grant_received: zero,
                seed_grant: least,
                income_growth: zero,
                operating: zero,
                unallocated_interest: zero,
                minute,
            }
            .into(),
            1 => WrittenOffCarriedIn {
                loan: next_loan(&self.books)?,
                member: self.join()?,
                amount: Amount::MIN,
                from_seed_grant: one_over(Amount::MIN.into())?.into(),
                minute,
            }
            .into(),
            _ => LoanCarriedIn {
                loan: next_loan(&self.books)?,
                member: self.join()?,
                principal: Amount::MIN,
                outstanding: one_over(Amount::MIN.into())?.into(),
                disbursed: self.today()?,
                months: Months::new(12).ok()?,
                monthly_rate: Rate::from_hundred_millionths(1_000_000).ok()?,
                interest: InterestMethod::Declining,
                repayment: Amortization::EqualPrincipal,
                interest_owed: zero,
                owed_since: None,
                times_rescheduled: None,
                minute,
            }
            .into(),
        })
    }

    /// Returns an event that requires a member, of a person who never joined or has left.
    fn by_a_stranger(&mut self) -> Option<Event> {
        let member = joining(&self.books, &mut Dice::new(&[]))?.member;
        Some(match self.variant(4) {
            0 => {
                DuesReceived { members: member.into(), each: Amount::MIN, into: Place::Cash, month: None, months: None }
                    .into()
            }
            1 => AdvancePaid { member, amount: Amount::MIN, out_of: Place::Cash, purpose: text("Mua thuốc")? }.into(),
            2 => ShortageCarriedIn { member, amount: Amount::MIN, minute: minute()? }.into(),
            _ => {
                let Lent { loan, member } = self.approved(Amount::MIN)?;
                self.book(MemberLeft { member, reason: Some(LeavingReason::Died) })?;
                LoanDisbursed { loan, out_of: Place::Cash, paid_on: None }.into()
            }
        })
    }

    /// Books a carrying-in that is not complete.
    fn borrowing_carried_in(&mut self) -> Option<()> {
        let lender = LenderId::try_from("HNCT").ok()?;
        self.book(BorrowingCarriedIn { lender, amount: Amount::MIN, minute: minute()? })
    }

    /// Books records after which the seed grant holds less than was received.
    fn impaired_grant(&mut self) -> Option<()> {
        let seed_grant = Money::new(self.books.register().seed_grant_received().max_zero().dong().try_into().ok()?);
        let most = Money::try_from(Balance::from(seed_grant.ok()?) + Amount::MIN.into()).ok()?;
        let charter = Charter { seed_grant: most.max(self.books.charter().seed_grant), ..self.books.charter().clone() };
        self.book(CharterAmended { charter: Box::new(charter), minute: minute()? })?;
        let zero = Money::ZERO;
        self.book(FundsCarriedIn {
            cash: zero,
            bank: zero,
            seed_grant_received: Amount::MIN.into(),
            seed_grant: zero,
            income_growth: zero,
            operating: zero,
            unallocated_interest: zero,
            minute: minute()?,
        })
    }

    /// Books a donation to the income-growth fund, if it holds less than `wanted`.
    fn fund_growth(&mut self, wanted: Balance) -> Option<()> {
        match Amount::try_from(wanted - self.books.ledger().fund(Fund::IncomeGrowth)) {
            Ok(missing) => self.gift(ClubFund::IncomeGrowth, missing),
            Err(_) => Some(()),
        }
    }

    /// Books a donation in cash, and returns an amount that the cash box holds then.
    fn cash(&mut self) -> Option<Amount> {
        self.gift(ClubFund::Operating, one_over((-self.books.ledger().money(Place::Cash)).max_zero())?)?;
        Some(Amount::MIN)
    }

    /// Books an advance out of a donation, and returns its member.
    fn advanced(&mut self, amount: Amount) -> Option<MemberId> {
        let member = self.join()?;
        let ledger = self.books.ledger();
        let missing = (-ledger.free_operating()).max_zero() + (-ledger.money(Place::Cash)).max_zero();
        self.gift(ClubFund::Operating, Amount::try_from(missing + amount.into()).ok()?)?;
        let purpose = text("Mua thuốc")?;
        self.book(AdvancePaid { member: member.clone(), amount, out_of: Place::Cash, purpose })?;
        Some(member)
    }

    /// Books a shortage, and returns the keeper who has to make it good.
    fn keeper_of_a_shortage(&mut self, amount: Amount) -> Option<MemberId> {
        let (member, _) = (self.join()?, self.cash()?);
        let bearer = Bearer::Keeper { member: member.clone(), minutes: None };
        self.book(ShortageFound { place: Place::Cash, amount, bearer })?;
        Some(member)
    }

    /// Returns a voucher for an event, on the first day that is open.
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

    /// Amends the charter to the lending rules of Bắc Ninh, changed by `change`.
    fn rules(&mut self, change: impl FnOnce(LoanRules) -> LoanRules) -> Option<()> {
        let loan = change(Charter::bac_ninh().loan);
        if self.books.charter().loan == loan {
            return Some(());
        }
        let charter = Charter { loan, ..self.books.charter().clone() };
        self.book(CharterAmended { charter: Box::new(charter), minute: minute()? })
    }

    /// Books the joining of a member, and returns the approval of a loan to that member.
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

    /// Books the approval of a loan under the lending rules of Bắc Ninh, and returns the loan.
    fn approved(&mut self, principal: Amount) -> Option<Lent> {
        self.rules(|rules| rules)?;
        let asked = self.application(principal)?;
        let lent = Lent { loan: asked.loan.clone(), member: asked.member.clone() };
        self.book(asked)?;
        Some(lent)
    }

    /// Books the disbursal of a loan out of a donation, and returns the loan.
    fn disbursed(&mut self, principal: Amount) -> Option<Lent> {
        let lent = self.approved(principal)?;
        let ledger = self.books.ledger();
        let missing = [ledger.lendable(), ledger.fund(Fund::IncomeGrowth), ledger.money(Place::Cash)];
        let missing = missing.map(|balance| (-balance).max_zero()).into_iter().max()?;
        self.gift(ClubFund::IncomeGrowth, Amount::try_from(missing + principal.into()).ok()?)?;
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

/// Returns the amount that is one đồng larger; `None` if it is not a valid amount.
fn one_over(most: Balance) -> Option<Amount> {
    Amount::try_from(most + Balance::new(1)).ok()
}
