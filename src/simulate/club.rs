//! A club during its simulation: its books, its documents and its members.

use chrono::{Datelike, NaiveDate};
use oorandom::Rand32;

use super::{ClubProfile, SimulationError};
use crate::account::Place;
use crate::books::Books;
use crate::calendar::{months_after, months_before};
use crate::count::{Months, Year, number_of};
use crate::digest::Digest;
use crate::event::{
    AdvanceCarriedIn, Circumstances, Event, FundsCarriedIn, Gender, LeavingReason, LoanCarriedIn, MemberJoined,
    MemberLeft, RepaymentReceived, SeedGrantReceived,
};
use crate::loan::{Amortization, InterestMethod};
use crate::money::{Amount, Balance, Money};
use crate::name::{DocumentNumber, MemberId, NameError, Text};
use crate::rate::Rate;
use crate::register::Member;
use crate::voucher::{Evidence, Header, Voucher};

/// The number used last in each series of documents.
#[derive(Default)]
struct Numbers {
    receipts: u32,
    payments: u32,
    minutes: u32,
    others: u32,
}

/// A series of documents with its own numbers.
#[derive(Clone, Copy)]
pub(super) enum Series {
    /// Phiếu thu.
    Receipt,
    /// Phiếu chi.
    Payment,
    /// Biên bản.
    Minute,
    /// Chứng từ kế toán.
    Other,
}

impl Numbers {
    fn next(&mut self, series: Series) -> Result<DocumentNumber, NameError> {
        let (prefix, last) = match series {
            Series::Receipt => ("PT", &mut self.receipts),
            Series::Payment => ("PC", &mut self.payments),
            Series::Minute => ("BB", &mut self.minutes),
            Series::Other => ("KT", &mut self.others),
        };
        *last = last.saturating_add(1);
        format!("{prefix}-{last:04}").parse()
    }
}

/// A club during its simulation.
pub(super) struct Club {
    pub(super) books: Books,
    random: Rand32,
    /// Today.
    pub(super) date: NaiveDate,
    documents: Numbers,
    /// The number of members who ever joined.
    joined: u32,
    /// The number of loans disbursed.
    pub(super) turns: u32,
    /// A receipt that lost a digit and is to be corrected.
    pub(super) wrong: Option<WrongReceipt>,
}

/// A receipt that was booked wrongly, with the true repayment.
pub(super) struct WrongReceipt {
    pub(super) document: DocumentNumber,
    pub(super) repayment: RepaymentReceived,
    pub(super) paid_on: NaiveDate,
}

/// The principal of a loan is a multiple of this amount, in đồng.
pub(super) const LOAN_STEP: u64 = 100_000;
/// A meeting avoids loans smaller than this amount, in đồng.
pub(super) const SMALL_LOAN: u64 = 1_000_000;
/// The monthly rate of a loan unless the charter's ceiling is lower, in hundred-millionths: 1 %.
pub(super) const USUAL_RATE: u32 = 1_000_000;

impl Club {
    pub(super) fn new(header: Header, seed: u64) -> Self {
        Self {
            date: header.opened(),
            books: Books::new(header),
            random: Rand32::new(seed),
            documents: Numbers::default(),
            joined: 0,
            turns: 0,
            wrong: None,
        }
    }

    /// Returns a number from 0 to `most`, each with the same probability.
    pub(super) fn up_to(&mut self, most: u32) -> u32 {
        self.random.rand_range(0..most.saturating_add(1))
    }

    /// Returns true one time in `times`.
    pub(super) fn happens(&mut self, times: u32) -> bool {
        self.up_to(times.saturating_sub(1)) == 0
    }

    pub(super) fn one_of<T: Copy>(&mut self, first: T, others: &[T]) -> T {
        let most = number_of(others.len());
        let chosen = usize::try_from(self.up_to(most)).unwrap_or(0);
        chosen.checked_sub(1).and_then(|place| others.get(place)).copied().unwrap_or(first)
    }

    /// Books an event, one receipt or payment voucher in three with the digest of its photograph.
    pub(super) fn book(&mut self, series: Series, event: impl Into<Event>) -> Result<DocumentNumber, SimulationError> {
        let is_photographed = matches!(series, Series::Receipt | Series::Payment) && self.happens(3);
        self.book_with(series, event, is_photographed)
    }

    pub(super) fn book_with(
        &mut self,
        series: Series,
        event: impl Into<Event>,
        is_photographed: bool,
    ) -> Result<DocumentNumber, SimulationError> {
        let number = self.documents.next(series)?;
        let photograph = Digest::of(format!("{} {number}", self.books.header().club()).as_bytes());
        let evidence = if is_photographed { Evidence::from(photograph) } else { Evidence::default() };
        self.books.record(Voucher::new(number.clone(), self.date, event).with_evidence(evidence))?;
        Ok(number)
    }

    pub(super) fn minute(&self) -> Result<Text, NameError> {
        format!("Biên bản họp ngày {}/{}/{}", self.date.day(), self.date.month(), self.date.year()).parse()
    }

    /// Books the founding meeting: the grant is received, most members join. A club with paper books carries in its balances.
    pub(super) fn found(&mut self, profile: &ClubProfile) -> Result<(), SimulationError> {
        if let Ok(amount) = Amount::try_from(profile.charter.seed_grant)
            && profile.months_on_paper == 0
        {
            let grant = SeedGrantReceived { from: "Ngân sách tỉnh".parse()?, amount, into: Place::Bank };
            self.book(Series::Receipt, grant)?;
        }
        let latecomers = self.up_to(profile.members.min(8));
        for _ in 0..profile.members.saturating_sub(latecomers) {
            self.join()?;
        }
        if profile.months_on_paper == 0 { Ok(()) } else { self.carry_in(profile) }
    }

    /// Carries in the funds and loans of the paper books, with their last page as evidence. The money in the bank is the sum of the
    /// funds less the loans, the advance and the cash.
    fn carry_in(&mut self, profile: &ClubProfile) -> Result<(), SimulationError> {
        let rules = self.books.charter().loan.clone();
        let minute = self.minute()?;
        let income_growth = Money::new(u64::from(self.up_to(60)).saturating_mul(50_000))?;
        let operating = Money::new(u64::from(self.up_to(20).saturating_add(10)).saturating_mul(50_000))?;
        let borrowers = self.members(|_| true).into_iter().step_by(4);
        let capital = whole(Balance::from(profile.charter.seed_grant) + income_growth.into());
        let mut lent = Balance::ZERO;
        let mut loans: Vec<Event> = Vec::new();
        for (number, member) in (1_u32..).zip(borrowers) {
            let age = self.up_to(profile.months_on_paper.min(11).saturating_sub(1)).saturating_add(1);
            let late = if self.happens(6) { self.up_to(2).min(age.saturating_sub(1)).saturating_add(1) } else { 0 };
            let steps = u64::from(self.up_to(40).saturating_add(10))
                .min(whole(rules.cap_per_member.into()).checked_div(LOAN_STEP).unwrap_or(0));
            let Ok(principal) = Amount::new(steps.saturating_mul(LOAN_STEP)) else { break };
            // Thirty percent of the capital stays in the bank.
            if whole(lent + principal.into()).saturating_mul(10) > capital.saturating_mul(7) {
                break;
            }
            let repaid = age.saturating_sub(late);
            let outstanding = Balance::from(principal) - rules.rounding.instalment(principal.into(), 12).times(repaid);
            let monthly_rate = Rate::from_hundred_millionths(rules.rate_ceiling.hundred_millionths().min(USUAL_RATE))?;
            let disbursed = months_before(self.date, age);
            loans.push(
                LoanCarriedIn {
                    loan: format!("S-{number:03}").parse()?,
                    member,
                    principal,
                    outstanding: outstanding.try_into()?,
                    disbursed,
                    months: Months::new(12)?,
                    monthly_rate,
                    interest: InterestMethod::Declining,
                    repayment: Amortization::EqualPrincipal,
                    interest_owed: monthly_rate.of(outstanding, rules.rounding).times(late).try_into()?,
                    owed_since: (late > 0).then(|| months_after(disbursed, repaid.saturating_add(1))),
                    times_rescheduled: None,
                    minute: minute.clone(),
                }
                .into(),
            );
            lent += outstanding;
        }
        let treasurer = self.members(|_| true).into_iter().next();
        let advance = treasurer.filter(|_| self.happens(2) && capital >= SMALL_LOAN).zip(Some(Amount::new(200_000)?));
        let advanced = advance.as_ref().map_or(Balance::ZERO, |(_, amount)| (*amount).into());
        let cash = Money::new(whole(operating.into()))?;
        let seed_grant = profile.charter.seed_grant;
        let funds = FundsCarriedIn {
            cash,
            bank: (Balance::from(seed_grant) + income_growth.into() - lent - advanced).try_into()?,
            seed_grant_received: seed_grant,
            seed_grant,
            income_growth,
            operating,
            unallocated_interest: Money::ZERO,
            minute: minute.clone(),
        };
        let advance =
            advance.map(|(member, amount)| AdvanceCarriedIn { member, amount, minute: minute.clone() }.into());
        for event in std::iter::once(Event::from(funds)).chain(loans).chain(advance) {
            self.book_with(Series::Other, event, true)?;
        }
        Ok(())
    }

    fn join(&mut self) -> Result<(), SimulationError> {
        self.joined = self.joined.saturating_add(1);
        let gender = self.one_of(Gender::Female, &[Gender::Female, Gender::Male]);
        let (family, given) = (self.up_to(FAMILY_NAMES), self.up_to(GIVEN_NAMES));
        let joined = MemberJoined {
            member: format!("TV-{:03}", self.joined).parse()?,
            name: format!("{} {} {}", family_name(family), middle_name(gender), given_name(given)).parse()?,
            circumstances: self.one_of(
                Circumstances::Poor,
                &[Circumstances::NearPoor, Circumstances::Disadvantaged, Circumstances::Other],
            ),
            gender: Some(gender),
            born: Some(Year::new(1938_u32.saturating_add(self.up_to(36)))?),
        };
        self.book(Series::Minute, joined).map(|_| ())
    }

    /// Books that a member leaves, at times, and that new members join, so that the number is reached at the last meeting.
    pub(super) fn take_in(&mut self, profile: &ClubProfile, left: u32) -> Result<(), SimulationError> {
        if left > 1 && self.happens(5) {
            let owes = |id: &MemberId| {
                let ledger = self.books.ledger();
                ledger.advance_of(id) != Balance::ZERO || ledger.shortage_of(id) != Balance::ZERO
            };
            let mut free = self.members(|member| member.open_loans() == 0);
            free.retain(|id| !owes(id));
            if let Some(member) = self.any_of(&free) {
                self.book(Series::Minute, MemberLeft { member, reason: Some(LeavingReason::OwnWish) })?;
            }
        }
        let missing = profile.members.saturating_sub(self.books.register().members_present());
        let joining = if left == 1 { missing } else { self.up_to(missing.min(3)) };
        (0..joining).try_for_each(|_| self.join())
    }

    /// Returns the present members that `suits` accepts.
    pub(super) fn members(&self, suits: impl Fn(&Member) -> bool) -> Vec<MemberId> {
        let members = self.books.register().members();
        members.filter(|(_, member)| member.is_present() && suits(member)).map(|(id, _)| id.clone()).collect()
    }

    pub(super) fn any_of<T: Clone>(&mut self, things: &[T]) -> Option<T> {
        let last = u32::try_from(things.len().checked_sub(1)?).ok()?;
        things.get(usize::try_from(self.up_to(last)).ok()?).cloned()
    }
}

/// Returns a balance as a number of đồng; zero if it is negative.
pub(super) fn whole(balance: Balance) -> u64 {
    u64::try_from(balance.dong()).unwrap_or(0)
}

/// The largest index of a family name.
const FAMILY_NAMES: u32 = 7;
/// The largest index of a given name.
const GIVEN_NAMES: u32 = 11;

const fn family_name(place: u32) -> &'static str {
    match place {
        0 | 1 => "Nguyễn",
        2 => "Trần",
        3 => "Lê",
        4 => "Phạm",
        5 => "Vũ",
        6 => "Ngô",
        _ => "Đỗ",
    }
}

const fn middle_name(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => "Thị",
        Gender::Male => "Văn",
    }
}

const fn given_name(place: u32) -> &'static str {
    match place {
        0 => "Mai",
        1 => "Hòa",
        2 => "Bình",
        3 => "Lan",
        4 => "Thơm",
        5 => "Xuân",
        6 => "Tám",
        7 => "Nhàn",
        8 => "Cúc",
        9 => "Vinh",
        10 => "Phúc",
        _ => "Thành",
    }
}
