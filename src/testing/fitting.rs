//! Events that fit given books.
//!
//! An event is generated from the balances, loans and members of the books, so that most events pass; the books then check it. If no
//! event of the wanted kind can pass, one that prepares for it is generated: a loan is approved before it is disbursed.

use chrono::{Days, Months as CalendarMonths, NaiveDate};
use proptest::prelude::*;

use super::dice::Dice;
use super::mix::{Mix, Move};
use super::values::{application, charter};
use crate::account::{Area, ClubFund, Fund, Place};
use crate::books::{Books, LoanView};
use crate::calendar::{Month, is_bookable};
use crate::charter::Allocated;
use crate::code::Code;
use crate::count::{Count, DueMonths, Months, Year};
use crate::digest::Digest;
use crate::event::{
    ActivityReported, AdvanceCarriedIn, AdvancePaid, AdvanceReturned, AdvanceSpent, Bearer, BorrowingCarriedIn,
    BorrowingForgiven, BorrowingReceived, BorrowingRepaid, CapitalHandedOver, CashDeposited, CashWithdrawn,
    CharterAmended, Circumstances, DocumentVoided, DonationReceived, DuesReceived, Event, EventKind, FundsCarriedIn,
    Gender, InterestAllocated, InterestWaived, LeavingReason, LoanApproved, LoanAssumed, LoanCancelled, LoanCarriedIn,
    LoanConfirmed, LoanDisbursed, LoanRescheduled, LoanWrittenOff, MemberAmended, MemberJoined, MemberLeft, MemberList,
    MoneyCounted, OperatingCapitalised, OperatingSpent, OtherIncomeReceived, PeriodClosed, RecoveryReceived,
    RepaymentReceived, Reversed, SeedGrantReceived, SeedGrantRestored, SeedGrantReturned, ShortageCarriedIn,
    ShortageFound, ShortageReleased, ShortageRepaid, SurplusFound, WrittenOffCarriedIn,
};
use crate::loan::LoanStatus;
use crate::money::{Amount, Balance, Money};
use crate::name::{DocumentNumber, LenderId, LoanId, MemberId, Text};
use crate::rate::Rate;
use crate::register::Member;
use crate::voucher::{Despite, Evidence, Voucher};

/// The largest number of events that are booked for a move, its own included. Most are needed by an allocation of interest: it comes
/// after the completion of a carrying-in, an amendment of the charter, a joining, an approval, a donation, a disbursal and a repayment.
pub(super) const MOST_EVENTS: usize = 8;

/// Generates vouchers that the books would accept, of the kinds in `mix`.
pub fn vouchers_fitting(books: &Books, mix: &Mix) -> impl Strategy<Value = Voucher> + use<> {
    let books = books.clone();
    mix.moves().prop_filter_map("no voucher fits the books", move |asked| fitting(&books, &asked))
}

/// Returns the voucher of a move in these books, or one that prepares for it; `None` if the books accept neither.
pub(super) fn fitting(books: &Books, asked: &Move) -> Option<Voucher> {
    let date = date_of(books, asked.days)?;
    let number = next_number(books)?;
    let mut kind = if is_possible_now(books, asked.kind) { asked.kind } else { EventKind::FundsCarriedIn };
    for _ in 0..MOST_EVENTS {
        let mut dice = Dice::new(&asked.dice);
        if let Some(event) = propose(books, kind, date, asked.is_bold, &mut dice) {
            let exaggerated = if asked.is_bold { exaggerated(books, &event, &mut dice) } else { None };
            let evidence = evidence(&mut dice)?;
            let vouchers = exaggerated.into_iter().chain([event]).map(|event| {
                let voucher = Voucher::new(number.clone(), date, event);
                voucher.with_evidence(evidence.clone())
            });
            if let Some(voucher) = vouchers.into_iter().find_map(|voucher| passing(books, voucher, asked.is_bold)) {
                return Some(voucher);
            }
        }
        kind = preparation(books, kind);
    }
    None
}

/// Returns whether the books could accept an event of this kind. While a carrying-in is incomplete (the clearing account is not zero),
/// they accept only carrying-in, joining and reversal.
fn is_possible_now(books: &Books, kind: EventKind) -> bool {
    let is_of_a_carrying_in = kind.is_carried_in() || matches!(kind, EventKind::MemberJoined | EventKind::Reversed);
    is_of_a_carrying_in || books.ledger().carried_in() == Balance::ZERO
}

/// Returns the voucher if the books accept it. If bold, it names the rules that it breaks in `despite`, if its event may break them.
fn passing(books: &Books, mut voucher: Voucher, is_bold: bool) -> Option<Voucher> {
    let mut broken = Vec::new();
    loop {
        let Err(refusal) = books.check(voucher.clone()) else { return Some(voucher) };
        let code = refusal.despite().filter(|code| is_bold && !broken.contains(code))?;
        broken.push(code);
        voucher.despite = Despite::new(broken.clone()).ok()?;
    }
}

/// Returns a variant of the event that breaks a rule; `None` if events of its kind may break no rule.
fn exaggerated(books: &Books, event: &Event, dice: &mut Dice<'_>) -> Option<Event> {
    let kind = event.kind();
    if !Code::ALL.iter().any(|code| code.may_be_broken_by(kind)) {
        return None;
    }
    let amount: Money = dice.amount(Balance::new(20_000_000))?.into();
    match event {
        Event::RepaymentReceived(repaid) if dice.flip() => {
            Some(RepaymentReceived { principal: Amount::MIN.into(), interest: Money::ZERO, ..repaid.clone() }.into())
        }
        Event::RepaymentReceived(_) => event.with_money("interest", amount),
        Event::DuesReceived(dues) => {
            let strangers = books.register().members().filter(|(_, member)| !member.is_present());
            let stranger = strangers.map(|(name, _)| name.clone()).next();
            let stranger = stranger.or_else(|| MemberId::try_from("X").ok())?;
            let members = dues.members.as_slice().iter().cloned().chain([stranger]);
            Some(DuesReceived { members: MemberList::new(members.collect()).ok()?, ..dues.clone() }.into())
        }
        Event::BorrowingRepaid(repaid) => {
            event.with_amount(books.ledger().owed_to(&repaid.lender).min(Money::MAX.into()).try_into().ok()?)
        }
        _ => event.with_amount(amount),
    }
}

/// Returns digests of scanned documents, one time in four; else an empty list.
fn evidence(dice: &mut Dice<'_>) -> Option<Evidence> {
    let pages = if dice.seldom(4) { dice.small(2).saturating_add(1) } else { 0 };
    let digests = (0..pages).map(|page| Digest::of(&[page.to_be_bytes(), dice.small(u32::MAX).to_be_bytes()].concat()));
    Evidence::new(digests.collect()).ok()
}

/// Returns the day `days` after the latest date, or the first day after the closed period if that is later; if that is after 2999, the
/// first open day.
fn date_of(books: &Books, days: u16) -> Option<NaiveDate> {
    let open = match books.register().closed_through() {
        Some(closed) => closed.succ_opt()?.max(books.day()),
        None => books.day(),
    };
    let date = books.day().checked_add_days(Days::new(days.into()))?.max(open);
    [date, open].into_iter().find(|date| is_bookable(*date))
}

/// Returns a document number that is not used.
pub(super) fn next_number(books: &Books) -> Option<DocumentNumber> {
    let first = books.records().len().checked_add(1)?;
    (first..usize::MAX).find_map(|number| {
        let number = DocumentNumber::try_from(format!("CT-{number:04}").as_str()).ok()?;
        books.record_of(&number).is_none().then_some(number)
    })
}

/// Returns the kind of event that prepares for one of this kind.
fn preparation(books: &Books, kind: EventKind) -> EventKind {
    let has_none = |status| of_status(books, status).is_empty();
    match kind {
        EventKind::MemberLeft
        | EventKind::MemberAmended
        | EventKind::DuesReceived
        | EventKind::LoanApproved
        | EventKind::LoanCarriedIn
        | EventKind::WrittenOffCarriedIn
        | EventKind::AdvanceCarriedIn
        | EventKind::ShortageCarriedIn => EventKind::MemberJoined,
        EventKind::AdvancePaid if members(books, |_| true).is_empty() => EventKind::MemberJoined,
        EventKind::AdvanceSpent | EventKind::AdvanceReturned => EventKind::AdvancePaid,
        EventKind::ShortageRepaid | EventKind::ShortageReleased => EventKind::ShortageFound,
        EventKind::SeedGrantReturned => EventKind::SeedGrantReceived,
        EventKind::SeedGrantRestored if grant_lacks(books).is_positive() => EventKind::DonationReceived,
        EventKind::SeedGrantRestored => EventKind::FundsCarriedIn,
        EventKind::BorrowingRepaid | EventKind::BorrowingForgiven => EventKind::BorrowingReceived,
        EventKind::LoanDisbursed if has_none(LoanStatus::Approved) => EventKind::LoanApproved,
        EventKind::LoanCancelled | EventKind::LoanConfirmed => EventKind::LoanApproved,
        EventKind::LoanAssumed if !has_none(LoanStatus::Disbursed) => EventKind::MemberJoined,
        EventKind::RepaymentReceived
        | EventKind::InterestWaived
        | EventKind::LoanRescheduled
        | EventKind::LoanAssumed
        | EventKind::LoanWrittenOff => EventKind::LoanDisbursed,
        EventKind::RecoveryReceived => EventKind::LoanWrittenOff,
        EventKind::InterestAllocated if books.charter().interest.allocated == Allocated::OnReceipt => {
            EventKind::CharterAmended
        }
        EventKind::InterestAllocated => EventKind::RepaymentReceived,
        _ => EventKind::DonationReceived,
    }
}

/// Returns the seed grant that is missing: received less returned, less the balance of the fund.
fn grant_lacks(books: &Books) -> Balance {
    books.register().seed_grant_to_keep() - books.ledger().fund(Fund::SeedGrant)
}

/// Returns all loans of a status.
pub(super) fn of_status(books: &Books, status: LoanStatus) -> Vec<LoanView<'_>> {
    books.loans().filter(|loan| loan.status() == status).collect()
}

/// Returns an event of this kind, generated from the balances, loans and members of the books.
fn propose(books: &Books, kind: EventKind, date: NaiveDate, is_bold: bool, dice: &mut Dice<'_>) -> Option<Event> {
    Some(match kind {
        EventKind::MemberJoined => joining(books, dice)?.into(),
        EventKind::MemberLeft => {
            let reasons =
                [None, Some(LeavingReason::Moved), Some(LeavingReason::OwnWish), Some(LeavingReason::Excluded)];
            // Four times in six a member without open loans leaves, for any reason; once any member dies, whatever is owed. The sixth
            // time, and if bold, any member leaves for any reason, and the books may refuse it.
            let idle = members(books, |member| member.open_loans() == 0);
            let all = members(books, |_| true);
            let (leaving, reason) = match dice.small(5) {
                0..=3 if !is_bold => (idle, dice.one_of(&reasons)?),
                4 if !is_bold => (all, Some(LeavingReason::Died)),
                _ => (all, dice.one_of(&reasons)?),
            };
            MemberLeft { member: dice.one_of(&leaving)?.clone(), reason }.into()
        }
        EventKind::MemberAmended => MemberAmended {
            member: dice.one_of(&members(books, |_| true))?.clone(),
            name: if dice.flip() { text("Nguyễn Thị Mơ") } else { None },
            circumstances: dice.one_of(&[None, Some(Circumstances::Poor), Some(Circumstances::Other)])?,
            gender: dice.one_of(&[None, Some(Gender::Female)])?,
            born: if dice.flip() { Year::new(1950).ok() } else { None },
        }
        .into(),
        EventKind::LoanApproved
        | EventKind::LoanDisbursed
        | EventKind::LoanCancelled
        | EventKind::RepaymentReceived
        | EventKind::InterestWaived
        | EventKind::LoanRescheduled
        | EventKind::LoanAssumed
        | EventKind::LoanWrittenOff
        | EventKind::LoanConfirmed
        | EventKind::RecoveryReceived => return lending(books, kind, date, dice),
        EventKind::InterestAllocated => InterestAllocated {}.into(),
        EventKind::MoneyCounted => {
            let place = place(dice)?;
            let there = Money::try_from(books.ledger().money(place).max_zero()).ok()?;
            let amount = if dice.seldom(4) { dice.amount(Balance::new(5_000_000))?.into() } else { there };
            MoneyCounted { place, amount, by: if dice.flip() { text("Bà Tư") } else { None } }.into()
        }
        EventKind::ActivityReported => {
            let mut count = |most| Count::new(dice.small(most)).ok();
            let (attendance, members, volunteers) = (count(70)?, count(70)?, count(15)?);
            let (cared_for, visits) = (count(10)?, count(300)?);
            // One report in nine is of the next month.
            let month = date.checked_add_months(CalendarMonths::new(dice.seldom(9).into()))?;
            let month = Month::of(month).ok()?;
            ActivityReported { month, attendance, members, volunteers, cared_for, visits }.into()
        }
        EventKind::DocumentVoided => DocumentVoided { reason: text("Phiếu viết hỏng")? }.into(),
        EventKind::CharterAmended => CharterAmended { charter: Box::new(charter(dice)?), minute: minute()? }.into(),
        EventKind::PeriodClosed => {
            let through = date.checked_sub_days(Days::new(dice.up_to(31)))?;
            PeriodClosed { through: through.max(books.register().closed_through().unwrap_or(through)) }.into()
        }
        EventKind::Reversed => return reversal(books, date, is_bold, dice),
        EventKind::AdvancePaid
        | EventKind::AdvanceSpent
        | EventKind::AdvanceReturned
        | EventKind::ShortageFound
        | EventKind::ShortageRepaid
        | EventKind::ShortageReleased => return in_hand(books, kind, dice),
        EventKind::FundsCarriedIn
        | EventKind::AdvanceCarriedIn
        | EventKind::ShortageCarriedIn
        | EventKind::BorrowingCarriedIn
        | EventKind::LoanCarriedIn
        | EventKind::WrittenOffCarriedIn => return carrying_in(books, kind, date, is_bold, dice),
        EventKind::SeedGrantReceived
        | EventKind::SeedGrantReturned
        | EventKind::SeedGrantRestored
        | EventKind::DonationReceived
        | EventKind::DuesReceived
        | EventKind::OtherIncomeReceived
        | EventKind::BorrowingReceived
        | EventKind::BorrowingRepaid
        | EventKind::BorrowingForgiven
        | EventKind::OperatingSpent
        | EventKind::OperatingCapitalised
        | EventKind::CapitalHandedOver
        | EventKind::SurplusFound
        | EventKind::CashDeposited
        | EventKind::CashWithdrawn => return funding(books, kind, dice),
    })
}

/// Returns no event, as events of this kind are generated by another function.
fn misrouted(kind: EventKind) -> Option<Event> {
    debug_assert!(false, "{kind:?} is generated by another function");
    None
}

/// Returns an event that carries in a balance of earlier books.
fn carrying_in(books: &Books, kind: EventKind, date: NaiveDate, is_bold: bool, dice: &mut Dice<'_>) -> Option<Event> {
    let minute = minute()?;
    let joined = books.register().members().filter(|(_, member)| member.has_joined());
    let joined: Vec<&MemberId> = joined.map(|(member, _)| member).collect();
    let small = Balance::new(2_000_000);
    Some(match kind {
        EventKind::FundsCarriedIn if dice.seldom(5) => {
            let mut money = |most| if dice.flip() { dice.amount(most).map(Money::from) } else { Some(Money::ZERO) };
            FundsCarriedIn {
                cash: money(small)?,
                bank: money(small)?,
                seed_grant_received: Money::ZERO,
                seed_grant: Money::ZERO,
                income_growth: money(small)?,
                operating: money(small)?,
                unallocated_interest: money(small)?,
                minute,
            }
            .into()
        }
        EventKind::FundsCarriedIn => completing(books, is_bold, dice)?.into(),
        EventKind::AdvanceCarriedIn => {
            AdvanceCarriedIn { member: dice.one_of(&joined)?.clone(), amount: dice.amount(small)?, minute }.into()
        }
        EventKind::ShortageCarriedIn => {
            ShortageCarriedIn { member: dice.one_of(&joined)?.clone(), amount: dice.amount(small)?, minute }.into()
        }
        EventKind::BorrowingCarriedIn => {
            BorrowingCarriedIn { lender: lender(dice)?, amount: dice.amount(Money::MAX.into())?, minute }.into()
        }
        EventKind::WrittenOffCarriedIn => {
            let (loan, member) = (next_loan(books)?, dice.one_of(&joined)?.clone());
            let amount = dice.amount(small)?;
            let from_seed_grant = if dice.flip() { dice.amount(amount.into())?.into() } else { Money::ZERO };
            WrittenOffCarriedIn { loan, member, amount, from_seed_grant, minute }.into()
        }
        EventKind::LoanCarriedIn => loan_in_progress(books, dice.one_of(&joined)?.clone(), date, dice)?.into(),
        _ => return misrouted(kind),
    })
}

/// Returns the carrying-in of a running loan: of any age, in arrears, rescheduled, or with a schedule that begins later.
fn loan_in_progress(books: &Books, member: MemberId, date: NaiveDate, dice: &mut Dice<'_>) -> Option<LoanCarriedIn> {
    let asked = application(&books.charter().loan, Money::MAX.into(), dice)?;
    let outstanding = match dice.small(5) {
        0 => Money::ZERO,
        1 | 2 => asked.principal.into(),
        _ => dice.amount(asked.principal.into())?.into(),
    };
    let back = |days| date.checked_sub_days(Days::new(days));
    let disbursed =
        if dice.seldom(5) { date.checked_add_days(Days::new(dice.up_to(31)))? } else { back(dice.up_to(600))? };
    let interest_owed = if dice.flip() { dice.amount(Balance::new(300_000))?.into() } else { Money::ZERO };
    let owed_since = if dice.flip() { Some(back(dice.up_to(200))?) } else { None };
    let times = if dice.seldom(3) { Some(Count::new(dice.small(3)).ok()?) } else { None };
    let LoanApproved { principal, months, monthly_rate, interest, repayment, minute, .. } = asked;
    let loan = next_loan(books)?;
    Some(LoanCarriedIn {
        loan,
        member,
        principal,
        outstanding,
        disbursed,
        months,
        monthly_rate,
        interest,
        repayment,
        interest_owed,
        owed_since,
        times_rescheduled: times,
        minute,
    })
}

/// Returns the event that completes a carrying-in, or is a complete one by itself: money and funds with which the clearing account is
/// zero and, unless bold, no balance is below zero.
pub(super) fn completing(books: &Books, is_bold: bool, dice: &mut Dice<'_>) -> Option<FundsCarriedIn> {
    let ledger = books.ledger();
    let missing = |balance: Balance| (-balance).max_zero();
    let needed = |balance: Balance| if is_bold { Balance::ZERO } else { missing(balance) };
    let mut brought =
        || if dice.flip() { dice.amount(Money::MAX.into()).map(Balance::from) } else { Some(Balance::ZERO) };
    let mut cash = missing(ledger.money(Place::Cash)) + brought()?;
    let bank = missing(ledger.money(Place::Bank)) + brought()?;
    let mut seed_grant = missing(ledger.fund(Fund::SeedGrant));
    let mut income_growth = missing(ledger.fund(Fund::IncomeGrowth));
    income_growth += needed(ledger.lendable() + seed_grant + income_growth);
    let mut operating = needed(ledger.free_operating());
    let mut interest = missing(ledger.unallocated_interest());
    let spare = ledger.carried_in() + cash + bank - seed_grant - income_growth - operating - interest;
    cash += missing(spare);
    let mut spare = spare.max_zero();
    let room =
        (Balance::from(books.charter().seed_grant) - books.register().seed_grant_received() - seed_grant).max_zero();
    for (fund, most) in [(&mut seed_grant, room), (&mut operating, spare), (&mut interest, spare)] {
        if dice.flip() {
            let part = dice.amount(most.min(spare)).map_or(Balance::ZERO, Balance::from);
            *fund += part;
            spare -= part;
        }
    }
    income_growth += spare;
    // If bold, more seed grant may have been received than the charter grants; the rule on it is then broken.
    let excess = if is_bold { Balance::new(1_000_000) } else { Balance::ZERO };
    let most = Balance::from(books.charter().seed_grant) + excess;
    let left = most - books.register().seed_grant_received() - seed_grant;
    let lost =
        if dice.flip() { dice.amount(left.max_zero()).map_or(Balance::ZERO, Balance::from) } else { Balance::ZERO };
    Some(FundsCarriedIn {
        cash: cash.try_into().ok()?,
        bank: bank.try_into().ok()?,
        seed_grant_received: (seed_grant + lost).try_into().ok()?,
        seed_grant: seed_grant.try_into().ok()?,
        income_growth: income_growth.try_into().ok()?,
        operating: operating.try_into().ok()?,
        unallocated_interest: interest.try_into().ok()?,
        minute: minute()?,
    })
}

/// Returns an event about advances to members or shortages of the cash box.
fn in_hand(books: &Books, kind: EventKind, dice: &mut Dice<'_>) -> Option<Event> {
    let ledger = books.ledger();
    let owing = |all: &[(&MemberId, Balance)], dice: &mut Dice<'_>| {
        let open: Vec<_> = all.iter().filter(|(_, amount)| amount.is_positive()).copied().collect();
        dice.one_of(&open).map(|(member, amount)| (member.clone(), amount))
    };
    let advances: Vec<_> = ledger.advance_holders().collect();
    let shortages: Vec<_> = ledger.shortage_bearers().collect();
    let free = ledger.free_operating();
    let capital =
        (ledger.fund(Fund::IncomeGrowth).max_zero() + ledger.fund(Fund::SeedGrant).max_zero()).min(ledger.lendable());
    let of_fund = |fund| match fund {
        ClubFund::Operating => free,
        ClubFund::IncomeGrowth => capital,
    };
    Some(match kind {
        EventKind::AdvancePaid => {
            let member = dice.one_of(&members(books, |_| true))?.clone();
            let out_of = place_with_money(books, dice)?;
            let amount = dice.amount(free.min(ledger.money(out_of)))?;
            AdvancePaid { member, amount, out_of, purpose: text("Mua thuốc")? }.into()
        }
        EventKind::AdvanceSpent => {
            let (member, held) = owing(&advances, dice)?;
            let (area, payee) = (dice.one_of(&Area::ALL)?, if dice.flip() { text("Trạm y tế xã") } else { None });
            AdvanceSpent { member, area, amount: dice.amount(held)?, payee }.into()
        }
        EventKind::AdvanceReturned => {
            let (member, held) = owing(&advances, dice)?;
            AdvanceReturned { member, amount: dice.amount(held)?, into: place(dice)? }.into()
        }
        EventKind::ShortageRepaid => {
            let (member, owed) = owing(&shortages, dice)?;
            ShortageRepaid { member, amount: dice.amount(owed)?, into: place(dice)? }.into()
        }
        EventKind::ShortageReleased => {
            let (member, owed) = owing(&shortages, dice)?;
            let borne_by = fund(dice)?;
            ShortageReleased { member, amount: dice.amount(owed.min(of_fund(borne_by)))?, borne_by, minute: minute()? }
                .into()
        }
        EventKind::ShortageFound => {
            let place = place_with_money(books, dice)?;
            let there = ledger.money(place);
            let keepers = members(books, |_| true);
            let keeper = dice.one_of(&keepers).filter(|_| dice.flip());
            let (bearer, most) = if let Some(keeper) = keeper {
                let minutes = if dice.flip() { minute() } else { None };
                (Bearer::Keeper { member: keeper.clone(), minutes }, there)
            } else {
                let fund = fund(dice)?;
                (Bearer::Fund { fund, minutes: minute()? }, of_fund(fund).min(there))
            };
            ShortageFound { place, amount: dice.amount(most)?, bearer }.into()
        }
        _ => return misrouted(kind),
    })
}

/// Returns an event about funds and money other than loans.
fn funding(books: &Books, kind: EventKind, dice: &mut Dice<'_>) -> Option<Event> {
    let ledger = books.ledger();
    let capital = |most: Balance| most.min(ledger.lendable());
    Some(match kind {
        EventKind::SeedGrantReceived => {
            let room = Balance::from(books.charter().seed_grant) - books.register().seed_grant_received();
            let whole = Amount::try_from(room).unwrap_or(Amount::MIN);
            let amount = if dice.flip() { dice.amount(room).unwrap_or(whole) } else { whole };
            SeedGrantReceived { from: text("Ngân sách tỉnh")?, amount, into: place(dice)? }.into()
        }
        EventKind::SeedGrantReturned => {
            let out_of = place_with_money(books, dice)?;
            let amount = dice.amount(capital(ledger.fund(Fund::SeedGrant)).min(ledger.money(out_of)))?;
            SeedGrantReturned { to: text("Ngân sách tỉnh")?, amount, out_of, minute: minute()? }.into()
        }
        EventKind::SeedGrantRestored => {
            let amount = dice.amount(ledger.fund(Fund::IncomeGrowth).min(grant_lacks(books)))?;
            SeedGrantRestored { amount, minute: minute()? }.into()
        }
        EventKind::DonationReceived => {
            let amount = dice.amount(Money::MAX.into())?;
            DonationReceived { from: text("Bà Sáu")?, amount, fund: fund(dice)?, into: place(dice)? }.into()
        }
        EventKind::DuesReceived => {
            let present = members(books, |_| true);
            let each = dice.amount(Balance::new(5_000))?;
            let count = if dice.flip() { usize::MAX } else { 1 };
            let paying = present.iter().copied().cycle().skip(usize::try_from(dice.up_to(60)).ok()?);
            let paying = paying.take(present.len().min(count)).cloned().collect();
            let month = if dice.seldom(3) { Month::of(books.day()).ok() } else { None };
            let months = if dice.seldom(3) { DueMonths::new(dice.small(11).saturating_add(1)).ok() } else { None };
            DuesReceived { members: MemberList::new(paying).ok()?, each, into: place(dice)?, month, months }.into()
        }
        EventKind::OtherIncomeReceived => {
            let amount = dice.amount(Balance::new(3_000_000))?;
            OtherIncomeReceived { source: text("Lãi tiền gửi")?, amount, fund: fund(dice)?, into: place(dice)? }.into()
        }
        EventKind::BorrowingReceived => {
            BorrowingReceived { lender: lender(dice)?, amount: dice.amount(Money::MAX.into())?, into: place(dice)? }
                .into()
        }
        EventKind::BorrowingRepaid => {
            let (lender, owed) = creditor(books, dice)?;
            let out_of = place_with_money(books, dice).unwrap_or(Place::Cash);
            let amount = dice.amount(capital(owed).min(ledger.money(out_of))).unwrap_or(Amount::MIN);
            BorrowingRepaid { lender, amount, out_of }.into()
        }
        EventKind::BorrowingForgiven => {
            let (lender, owed) = creditor(books, dice)?;
            BorrowingForgiven { lender, amount: dice.amount(owed)?, minute: minute()? }.into()
        }
        EventKind::OperatingSpent => {
            let out_of = place_with_money(books, dice)?;
            let amount = dice.amount(ledger.free_operating().min(ledger.money(out_of)))?;
            let payee = if dice.flip() { text("Trạm y tế xã") } else { None };
            OperatingSpent { area: dice.one_of(&Area::ALL)?, amount, out_of, payee }.into()
        }
        EventKind::OperatingCapitalised => {
            OperatingCapitalised { amount: dice.amount(ledger.free_operating())?, minute: minute()? }.into()
        }
        EventKind::CapitalHandedOver => {
            let out_of = place_with_money(books, dice)?;
            let amount = dice.amount(capital(ledger.fund(Fund::IncomeGrowth)).min(ledger.money(out_of)))?;
            CapitalHandedOver { to: text("CLB thôn Hạ")?, amount, out_of, minute: minute()? }.into()
        }
        EventKind::SurplusFound => {
            let amount = dice.amount(Balance::new(200_000))?;
            SurplusFound { place: place(dice)?, amount, minute: minute()? }.into()
        }
        EventKind::CashDeposited => CashDeposited { amount: dice.amount(ledger.money(Place::Cash))? }.into(),
        EventKind::CashWithdrawn => CashWithdrawn { amount: dice.amount(ledger.money(Place::Bank))? }.into(),
        _ => return misrouted(kind),
    })
}

/// Returns the joining of a new member, or at times of one who had left.
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

/// Returns an event about a loan.
fn lending(books: &Books, kind: EventKind, date: NaiveDate, dice: &mut Dice<'_>) -> Option<Event> {
    let ledger = books.ledger();
    let status = match kind {
        EventKind::LoanApproved => return application_of(books, dice).map(Event::from),
        EventKind::LoanConfirmed => return confirmation(books, dice),
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
            LoanDisbursed { loan, out_of, paid_on: paid_on(view.loan().approved_on(), date, dice) }.into()
        }
        EventKind::LoanCancelled => LoanCancelled { loan, minute: minute()? }.into(),
        EventKind::InterestWaived => {
            InterestWaived { loan, amount: dice.amount(owed.accrued)?, minute: minute()? }.into()
        }
        EventKind::LoanRescheduled => {
            let longest = books.charter().loan.max_months.get();
            let months = Months::new(dice.small(longest.saturating_sub(1)).saturating_add(1)).ok()?;
            let ceiling = books.charter().loan.rate_ceiling.hundred_millionths();
            let monthly_rate = if dice.flip() { Rate::from_hundred_millionths(dice.small(ceiling)).ok() } else { None };
            LoanRescheduled { loan, months, monthly_rate, minute: minute()? }.into()
        }
        EventKind::LoanAssumed => {
            let others: Vec<_> =
                members(books, |_| true).into_iter().filter(|it| *it != view.loan().member()).collect();
            LoanAssumed { loan, member: dice.one_of(&others)?.clone(), minute: minute()? }.into()
        }
        EventKind::LoanWrittenOff => LoanWrittenOff { loan, forgiven: dice.seldom(4), minute: minute()? }.into(),
        EventKind::RecoveryReceived => {
            let amount = dice.amount(view.loan().course().recoverable())?;
            RecoveryReceived { loan, amount, into: place(dice)? }.into()
        }
        EventKind::RepaymentReceived => {
            let wished = match dice.small(5) {
                0 => (owed.principal_due, owed.interest_due),
                1 => (Balance::ZERO, owed.interest_due),
                2 => (owed.outstanding, owed.accrued),
                3 => (owed.outstanding, owed.interest_due),
                // Any sum, as when the amounts above are not owed.
                _ => (Balance::ZERO, Balance::ZERO),
            };
            let (principal, interest) = (wished.0.max_zero(), wished.1.max_zero());
            let (principal, interest) = if principal + interest == Balance::ZERO {
                // Any sum, split by the terms of the loan.
                let everything = owed.outstanding.max_zero() + owed.accrued.max_zero();
                let paid = books.apply_payment(&loan, dice.amount(everything)?, date).ok()?;
                (paid.principal, paid.interest)
            } else {
                (principal.try_into().ok()?, interest.try_into().ok()?)
            };
            let paid_on = paid_on(view.loan().begun_on(), date, dice);
            RepaymentReceived { loan, principal, interest, into: place(dice)?, paid_on }.into()
        }
        _ => return misrouted(kind),
    })
}

/// Returns any day from `earliest` to `date` one time in four, as the day of payment; else `None`.
fn paid_on(earliest: Option<NaiveDate>, date: NaiveDate, dice: &mut Dice<'_>) -> Option<NaiveDate> {
    let days = date.signed_duration_since(earliest?).num_days();
    let back = dice.up_to(u64::try_from(days).ok()?);
    if dice.seldom(4) { date.checked_sub_days(Days::new(back)) } else { None }
}

/// Returns the confirmation of a loan by its borrower, with the amount of the books three times in four.
fn confirmation(books: &Books, dice: &mut Dice<'_>) -> Option<Event> {
    let loans: Vec<LoanView<'_>> = books.loans().collect();
    let view = dice.one_of(&loans)?;
    let course = view.loan().course();
    let owed = if course.is_written_off() { course.recoverable() } else { course.outstanding() };
    let outstanding =
        if dice.seldom(4) { dice.amount(Balance::new(8_000_000))?.into() } else { owed.max_zero().try_into().ok()? };
    Some(LoanConfirmed { loan: view.id().clone(), outstanding, by: text("Bà Tư")? }.into())
}

/// Returns the application of a member who may borrow.
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

/// Returns a name of a loan that was never used.
pub(super) fn next_loan(books: &Books) -> Option<LoanId> {
    (books.register().loans().len().checked_add(1)?..usize::MAX)
        .filter_map(|number| LoanId::try_from(format!("V{number}").as_str()).ok())
        .find(|loan| books.register().loan(loan).is_none())
}

/// Returns the reversal of a record that can be reversed; if bold, preferably one that has to name a rule in `despite`.
fn reversal(books: &Books, date: NaiveDate, is_bold: bool, dice: &mut Dice<'_>) -> Option<Event> {
    let number = next_number(books)?;
    let records = books.records();
    let last = records.len().checked_sub(1)?;
    let back = if dice.flip() { dice.up_to(u64::try_from(last).ok()?) } else { dice.up_to(3) };
    let newest = last.saturating_sub(usize::try_from(back).ok()?);
    let reason = text("Ghi nhầm")?;
    let reversible = records.clone().take(newest.saturating_add(1)).rev().chain(records.rev()).filter_map(|record| {
        let event = Event::from(Reversed { record: record.id.clone(), reason: reason.clone() });
        passing(books, Voucher::new(number.clone(), date, event), is_bold)
    });
    let reversals: Vec<Voucher> = if is_bold { reversible.collect() } else { reversible.take(1).collect() };
    let bold = reversals.iter().find(|reversal| !reversal.despite.is_empty());
    bold.or(reversals.first()).map(|reversal| reversal.event.clone())
}

/// Returns the present members that `suits` accepts.
fn members(books: &Books, suits: impl Fn(&Member) -> bool) -> Vec<&MemberId> {
    let present = books.register().members().filter(|(_, member)| member.is_present() && suits(member));
    present.map(|(member, _)| member).collect()
}

/// Returns a lender with an open debt, and the debt.
fn creditor(books: &Books, dice: &mut Dice<'_>) -> Option<(LenderId, Balance)> {
    let owed: Vec<_> = books.ledger().lenders().filter(|(_, owed)| owed.is_positive()).collect();
    dice.one_of(&owed).map(|(lender, owed)| (lender.clone(), owed))
}

fn lender(dice: &mut Dice<'_>) -> Option<LenderId> {
    LenderId::try_from(dice.one_of(&["CN", "HNCT", "B-1"])?).ok()
}

fn place(dice: &mut Dice<'_>) -> Option<Place> {
    dice.one_of(&[Place::Cash, Place::Bank])
}

/// Returns a place with money.
fn place_with_money(books: &Books, dice: &mut Dice<'_>) -> Option<Place> {
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
