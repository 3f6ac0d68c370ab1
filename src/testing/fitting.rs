//! One event that fits given books.
//!
//! An event is proposed from what the books hold, so that most proposals pass; the books themselves have the last word. Where
//! no event of the kind wished for can pass, one that prepares for it is proposed: a loan is approved before it is disbursed.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::dice::Dice;
use super::history::{Mix, Move};
use super::values::{application, charter};
use crate::account::{Area, ClubFund, Fund, Place};
use crate::books::{Books, LoanView};
use crate::calendar::{Month, is_bookable};
use crate::charter::Allocated;
use crate::count::{Count, Months, Year};
use crate::event::{
    ActivityReported, Bearer, BorrowingForgiven, BorrowingReceived, BorrowingRepaid, CapitalHandedOver, CashDeposited,
    CashWithdrawn, CharterAmended, Circumstances, DonationReceived, DuesReceived, Event, EventKind, Gender,
    InterestAllocated, InterestWaived, LoanApproved, LoanCancelled, LoanDisbursed, LoanRescheduled, LoanWrittenOff,
    MemberJoined, MemberLeft, MoneyCounted, OperatingCapitalised, OperatingSpent, OtherIncomeReceived, PeriodClosed,
    RecoveryReceived, RepaymentReceived, Reversed, SeedGrantReceived, SeedGrantReturned, ShortageFound, SurplusFound,
};
use crate::loan::LoanStatus;
use crate::money::{Amount, Balance, Money};
use crate::name::{DocumentNumber, LenderId, LoanId, MemberId, Text};
use crate::register::Member;
use crate::voucher::Voucher;

/// No chain of preparations is longer: recovery, write-off, disbursal, gift, approval, joining.
pub(super) const PREPARATIONS: usize = 8;

/// A voucher that the books would take, of the kinds that `mix` has.
pub fn vouchers_fitting(books: &Books, mix: &Mix) -> impl Strategy<Value = Voucher> + use<> {
    let books = books.clone();
    mix.moves().prop_filter_map("nothing fits the books", move |asked| fitting(&books, &asked))
}

/// The voucher that a move comes to in these books; `None` if they can take nothing more.
pub(super) fn fitting(books: &Books, asked: &Move) -> Option<Voucher> {
    let date = date_of(books, asked.days)?;
    let number = next_number(books)?;
    let mut kind = asked.kind;
    for _ in 0..PREPARATIONS {
        if let Some(event) = propose(books, kind, date, &mut Dice::new(&asked.dice)) {
            let voucher = Voucher::new(number.clone(), date, event);
            if books.check(voucher.clone()).is_ok() {
                return Some(voucher);
            }
        }
        kind = preparation(books, kind);
    }
    None
}

/// The day `days` after the latest one; the first open day if that is closed, and the latest one where time ends.
fn date_of(books: &Books, days: u16) -> Option<NaiveDate> {
    let open = match books.register().closed_through() {
        Some(closed) => closed.succ_opt()?.max(books.day()),
        None => books.day(),
    };
    let date = books.day().checked_add_days(Days::new(days.into()))?.max(open);
    [date, open].into_iter().find(|date| is_bookable(*date))
}

/// A document number that is not used.
pub(super) fn next_number(books: &Books) -> Option<DocumentNumber> {
    let first = books.records().len().checked_add(1)?;
    (first..usize::MAX).find_map(|number| {
        let number = DocumentNumber::try_from(format!("CT-{number:04}").as_str()).ok()?;
        books.record_of(&number).is_none().then_some(number)
    })
}

/// What to do first where nothing of this kind can be done.
fn preparation(books: &Books, kind: EventKind) -> EventKind {
    match kind {
        EventKind::MemberLeft | EventKind::DuesReceived | EventKind::LoanApproved => EventKind::MemberJoined,
        EventKind::SeedGrantReturned => EventKind::SeedGrantReceived,
        EventKind::BorrowingRepaid | EventKind::BorrowingForgiven => EventKind::BorrowingReceived,
        EventKind::LoanDisbursed if of_status(books, LoanStatus::Approved).is_empty() => EventKind::LoanApproved,
        EventKind::LoanCancelled => EventKind::LoanApproved,
        EventKind::RepaymentReceived
        | EventKind::InterestWaived
        | EventKind::LoanRescheduled
        | EventKind::LoanWrittenOff => EventKind::LoanDisbursed,
        EventKind::RecoveryReceived => EventKind::LoanWrittenOff,
        EventKind::InterestAllocated if books.charter().interest.allocated == Allocated::OnReceipt => {
            EventKind::CharterAmended
        }
        EventKind::InterestAllocated => EventKind::RepaymentReceived,
        _ => EventKind::DonationReceived,
    }
}

/// All loans of a status.
pub(super) fn of_status(books: &Books, status: LoanStatus) -> Vec<LoanView<'_>> {
    books.loans().filter(|loan| loan.status() == status).collect()
}

/// An event of this kind, made up from what the books hold.
fn propose(books: &Books, kind: EventKind, date: NaiveDate, dice: &mut Dice<'_>) -> Option<Event> {
    Some(match kind {
        EventKind::MemberJoined => joining(books, dice)?.into(),
        EventKind::MemberLeft => {
            let idle = members(books, |member| member.open_loans() == 0);
            MemberLeft { member: dice.one_of(&idle)?.clone(), reason: None }.into()
        }
        EventKind::LoanApproved
        | EventKind::LoanDisbursed
        | EventKind::LoanCancelled
        | EventKind::RepaymentReceived
        | EventKind::InterestWaived
        | EventKind::LoanRescheduled
        | EventKind::LoanWrittenOff
        | EventKind::RecoveryReceived => return lending(books, kind, date, dice),
        EventKind::InterestAllocated => InterestAllocated {}.into(),
        EventKind::MoneyCounted => {
            let place = place(dice)?;
            MoneyCounted { place, amount: Money::try_from(books.ledger().money(place)).ok()?, by: None }.into()
        }
        EventKind::ActivityReported => {
            let mut count = |most| Count::new(dice.small(most)).ok();
            ActivityReported {
                attendance: count(70)?,
                members: count(70)?,
                volunteers: count(15)?,
                cared_for: count(10)?,
                visits: count(300)?,
                month: Month::of(date).ok()?,
            }
            .into()
        }
        EventKind::CharterAmended => CharterAmended { charter: Box::new(charter(dice)?), minute: minute()? }.into(),
        EventKind::PeriodClosed => {
            let through = date.checked_sub_days(Days::new(dice.up_to(31)))?;
            PeriodClosed { through: through.max(books.register().closed_through().unwrap_or(through)) }.into()
        }
        EventKind::Reversed => return reversal(books, date, dice),
        _ => return funding(books, kind, dice),
    })
}

/// What happens to the funds and to money, besides lending.
fn funding(books: &Books, kind: EventKind, dice: &mut Dice<'_>) -> Option<Event> {
    let ledger = books.ledger();
    let capital = |most: Balance| most.min(ledger.lendable());
    Some(match kind {
        EventKind::SeedGrantReceived => {
            let room = Balance::from(books.charter().seed_grant) - books.register().seed_grant_received();
            let whole = Amount::try_from(room).ok()?;
            let amount = if dice.flip() { dice.amount(room)? } else { whole };
            SeedGrantReceived { from: text("Ngân sách tỉnh")?, amount, into: place(dice)? }.into()
        }
        EventKind::SeedGrantReturned => {
            let out_of = full_place(books, dice)?;
            let amount = dice.amount(capital(ledger.fund(Fund::SeedGrant)).min(ledger.money(out_of)))?;
            SeedGrantReturned { to: text("Ngân sách tỉnh")?, amount, out_of, minute: minute()? }.into()
        }
        EventKind::DonationReceived => {
            let amount = dice.amount(Money::MAX.into())?;
            DonationReceived { from: text("Bà Sáu")?, amount, fund: fund(dice)?, into: place(dice)? }.into()
        }
        EventKind::DuesReceived => {
            let present = members(books, |_| true);
            let amount = dice.amount(Balance::new(5_000))?;
            DuesReceived {
                members: dice.one_of(&present)?.clone().into(),
                each: amount,
                into: place(dice)?,
                month: None,
                months: None,
            }
            .into()
        }
        EventKind::OtherIncomeReceived => {
            let amount = dice.amount(Balance::new(3_000_000))?;
            OtherIncomeReceived { source: text("Lãi tiền gửi")?, amount, fund: fund(dice)?, into: place(dice)? }.into()
        }
        EventKind::BorrowingReceived => {
            let lender = LenderId::try_from(dice.one_of(&["CN", "HNCT", "B-1"])?).ok()?;
            BorrowingReceived { lender, amount: dice.amount(Money::MAX.into())?, into: place(dice)? }.into()
        }
        EventKind::BorrowingRepaid => {
            let (lender, owed) = creditor(books, dice)?;
            let out_of = full_place(books, dice)?;
            let amount = dice.amount(capital(owed).min(ledger.money(out_of)))?;
            BorrowingRepaid { lender, amount, out_of }.into()
        }
        EventKind::BorrowingForgiven => {
            let (lender, owed) = creditor(books, dice)?;
            BorrowingForgiven { lender, amount: dice.amount(owed)?, minute: minute()? }.into()
        }
        EventKind::OperatingSpent => {
            let out_of = full_place(books, dice)?;
            let amount = dice.amount(ledger.fund(Fund::Operating).min(ledger.money(out_of)))?;
            let payee = if dice.flip() { text("Trạm y tế xã") } else { None };
            OperatingSpent { area: dice.one_of(&Area::ALL)?, amount, out_of, payee }.into()
        }
        EventKind::OperatingCapitalised => {
            OperatingCapitalised { amount: dice.amount(ledger.fund(Fund::Operating))?, minute: minute()? }.into()
        }
        EventKind::CapitalHandedOver => {
            let out_of = full_place(books, dice)?;
            let amount = dice.amount(capital(ledger.fund(Fund::IncomeGrowth)).min(ledger.money(out_of)))?;
            CapitalHandedOver { to: text("CLB thôn Hạ")?, amount, out_of, minute: minute()? }.into()
        }
        EventKind::ShortageFound => {
            let (place, borne_by) = (full_place(books, dice)?, fund(dice)?);
            let most = match borne_by {
                ClubFund::Operating => ledger.fund(Fund::Operating),
                ClubFund::IncomeGrowth => capital(ledger.fund(Fund::IncomeGrowth) + ledger.fund(Fund::SeedGrant)),
            };
            ShortageFound {
                place,
                amount: dice.amount(most.min(ledger.money(place)))?,
                bearer: Bearer::Fund { fund: borne_by, minutes: minute()? },
            }
            .into()
        }
        EventKind::SurplusFound => {
            let amount = dice.amount(Balance::new(200_000))?;
            SurplusFound { place: place(dice)?, amount, minute: minute()? }.into()
        }
        EventKind::CashDeposited => CashDeposited { amount: dice.amount(ledger.money(Place::Cash))? }.into(),
        EventKind::CashWithdrawn => CashWithdrawn { amount: dice.amount(ledger.money(Place::Bank))? }.into(),
        _ => return None,
    })
}

/// A member who joins: a new one, or at times one who had left.
pub(super) fn joining(books: &Books, dice: &mut Dice<'_>) -> Option<MemberJoined> {
    let register = books.register();
    let mut left = register.members().filter(|(_, member)| !member.is_present() && member.name().is_some());
    let returning = if dice.seldom(3) { left.next().map(|(member, _)| member.clone()) } else { None };
    let fresh = || {
        (register.members().len().checked_add(1)?..usize::MAX)
            .filter_map(|number| MemberId::try_from(format!("M{number}").as_str()).ok())
            .find(|member| register.member(member).is_none())
    };
    let circumstances =
        [Circumstances::Poor, Circumstances::NearPoor, Circumstances::Disadvantaged, Circumstances::Other];
    Some(MemberJoined {
        member: returning.or_else(fresh)?,
        name: text("Nguyễn Thị Mai")?,
        circumstances: dice.one_of(&circumstances)?,
        gender: dice.one_of(&[None, Some(Gender::Female), Some(Gender::Male)])?,
        born: if dice.flip() { Year::new(1945).ok() } else { None },
    })
}

/// What happens to loans.
fn lending(books: &Books, kind: EventKind, date: NaiveDate, dice: &mut Dice<'_>) -> Option<Event> {
    let ledger = books.ledger();
    let status = match kind {
        EventKind::LoanApproved => return application_of(books, dice).map(Event::from),
        EventKind::LoanDisbursed | EventKind::LoanCancelled => LoanStatus::Approved,
        EventKind::RecoveryReceived => LoanStatus::WrittenOff,
        _ => LoanStatus::Disbursed,
    };
    let view = dice.one_of(&of_status(books, status))?.on(date).ok()?;
    let (loan, owed) = (view.id().clone(), view.owed());
    Some(match kind {
        EventKind::LoanDisbursed => {
            let principal = Balance::from(view.loan().principal());
            let places = if dice.flip() { [Place::Bank, Place::Cash] } else { [Place::Cash, Place::Bank] };
            let out_of = places.into_iter().find(|place| ledger.money(*place) >= principal)?;
            LoanDisbursed { loan, out_of, paid_on: None }.into()
        }
        EventKind::LoanCancelled => LoanCancelled { loan, minute: minute()? }.into(),
        EventKind::InterestWaived => {
            InterestWaived { loan, amount: dice.amount(owed.accrued)?, minute: minute()? }.into()
        }
        EventKind::LoanRescheduled => {
            let longest = books.charter().loan.max_months.get();
            let months = Months::new(dice.small(longest.saturating_sub(1)).saturating_add(1)).ok()?;
            LoanRescheduled { loan, months, monthly_rate: None, minute: minute()? }.into()
        }
        EventKind::LoanWrittenOff => LoanWrittenOff { loan, forgiven: false, minute: minute()? }.into(),
        EventKind::RecoveryReceived => {
            RecoveryReceived { loan, amount: dice.amount(view.loan().course().recoverable())?, into: place(dice)? }
                .into()
        }
        _ => {
            let (principal, interest) = match dice.small(5) {
                0 => (owed.principal_due, owed.interest_due),
                1 => (Balance::ZERO, owed.interest_due),
                2 => (owed.outstanding, owed.accrued),
                3 => (owed.outstanding, owed.interest_due),
                _ => {
                    let everything = owed.outstanding.or_zero() + owed.accrued.or_zero();
                    let paid = books.apply_payment(&loan, dice.amount(everything)?, date).ok()?;
                    (paid.principal.into(), paid.interest.into())
                }
            };
            let (principal, interest) = if principal + interest == Balance::ZERO {
                let paid = books.apply_payment(&loan, dice.amount(owed.outstanding + owed.accrued)?, date).ok()?;
                (paid.principal, paid.interest)
            } else {
                (principal.try_into().ok()?, interest.try_into().ok()?)
            };
            RepaymentReceived { loan, principal, interest, into: place(dice)?, paid_on: None }.into()
        }
    })
}

/// What a member who may borrow asks for.
fn application_of(books: &Books, dice: &mut Dice<'_>) -> Option<LoanApproved> {
    let rules = &books.charter().loan;
    let cap = Balance::from(rules.cap_per_member);
    let may_borrow = members(books, |member| {
        member.exposure() < cap
            && member.open_loans() < rules.open_loans_per_member.get()
            && (rules.lend_after_write_off || !member.owes_written_off())
    });
    let member = dice.one_of(&may_borrow)?.clone();
    let room = cap - books.register().member(&member)?.exposure();
    let lendable = books.ledger().lendable();
    let most = if lendable.is_positive() && !dice.seldom(8) { room.min(lendable) } else { room };
    let asked = application(rules, most, dice)?;
    Some(LoanApproved { loan: next_loan(books)?, member, ..asked })
}

/// The name of a loan that was never used.
pub(super) fn next_loan(books: &Books) -> Option<LoanId> {
    (books.register().loans().len().checked_add(1)?..usize::MAX)
        .filter_map(|number| LoanId::try_from(format!("V{number}").as_str()).ok())
        .find(|loan| books.register().loan(loan).is_none())
}

/// A reversal of some record that can be reversed.
fn reversal(books: &Books, date: NaiveDate, dice: &mut Dice<'_>) -> Option<Event> {
    let number = next_number(books)?;
    let records = books.records();
    let last = records.len().checked_sub(1)?;
    let back = if dice.flip() { dice.up_to(u64::try_from(last).ok()?) } else { dice.up_to(3) };
    let newest = last.saturating_sub(usize::try_from(back).ok()?);
    let reason = text("Ghi nhầm")?;
    records.clone().take(newest.saturating_add(1)).rev().chain(records.rev()).find_map(|record| {
        let event = Event::from(Reversed { record: record.id.clone(), reason: reason.clone() });
        books.check(Voucher::new(number.clone(), date, event.clone())).is_ok().then_some(event)
    })
}

/// Members who are present and of whom `suits` holds.
fn members(books: &Books, suits: impl Fn(&Member) -> bool) -> Vec<&MemberId> {
    let present = books.register().members().filter(|(_, member)| member.is_present() && suits(member));
    present.map(|(member, _)| member).collect()
}

/// A lender to whom the club owes something.
fn creditor(books: &Books, dice: &mut Dice<'_>) -> Option<(LenderId, Balance)> {
    let owed: Vec<_> = books.ledger().lenders().filter(|(_, owed)| owed.is_positive()).collect();
    dice.one_of(&owed).map(|(lender, owed)| (lender.clone(), owed))
}

fn place(dice: &mut Dice<'_>) -> Option<Place> {
    dice.one_of(&[Place::Cash, Place::Bank])
}

/// A place that holds something.
fn full_place(books: &Books, dice: &mut Dice<'_>) -> Option<Place> {
    let places = if dice.flip() { [Place::Bank, Place::Cash] } else { [Place::Cash, Place::Bank] };
    places.into_iter().find(|place| books.ledger().money(*place).is_positive())
}

fn fund(dice: &mut Dice<'_>) -> Option<ClubFund> {
    dice.one_of(&[ClubFund::IncomeGrowth, ClubFund::Operating])
}

pub(super) fn minute() -> Option<Text> {
    text("BB-1")
}

pub(super) fn text(text: &str) -> Option<Text> {
    text.parse().ok()
}
