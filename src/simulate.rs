//! Simulated clubs (câu lạc bộ mô phỏng), made from a seed: for examples, benchmarks and load tests, never for real books.
//!
//! A club receives its seed grant, or carries in the balances of its paper books. It admits members, meets once a month, lends as its
//! meeting decides, receives repayments, mostly on time, spends its operating fund, pays advances, which members account for, counts
//! its money, asks borrowers to confirm their loans, reports its activity and closes the month. From time to time a member is late, a
//! loan is rescheduled or written off, a receipt is booked late, is written twice or loses a digit, or cash is missing. Every record is
//! booked with [`Books::record`], and the same seed gives the same bytes on every machine.

use chrono::{Datelike, Days, NaiveDate};
use oorandom::Rand32;

use crate::account::{Area, ClubFund, Place};
use crate::books::Books;
use crate::calendar::{DateError, Month, month_days_before, months_after, months_before};
use crate::charter::Charter;
use crate::count::{Count, CountError, DueMonths, Months, Year};
use crate::digest::Digest;
use crate::event::{
    ActivityReported, AdvanceCarriedIn, AdvancePaid, AdvanceReturned, AdvanceSpent, Bearer, CashDeposited,
    CashWithdrawn, Circumstances, DonationReceived, DuesReceived, Event, FundsCarriedIn, Gender, InterestWaived,
    LeavingReason, LoanApproved, LoanCarriedIn, LoanConfirmed, LoanDisbursed, LoanRescheduled, LoanWrittenOff,
    MemberJoined, MemberLeft, MemberList, MoneyCounted, OperatingSpent, OtherIncomeReceived, PeriodClosed,
    RecoveryReceived, RepaymentReceived, Reversed, SeedGrantReceived, ShortageFound, ShortageRepaid,
};
use crate::loan::{Amortization, InterestMethod, LoanStatus};
use crate::money::{Amount, Balance, Money, MoneyError};
use crate::name::{ClubId, DocumentNumber, LoanId, MemberId, NameError, Text};
use crate::rate::{Rate, RateError};
use crate::register::Member;
use crate::rules::Refusal;
use crate::voucher::{Evidence, Header, Voucher};

/// A club to simulate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClubProfile {
    /// The club's name in its programme.
    pub club: ClubId,
    /// The club's name.
    pub name: Text,
    /// The day on which its books are opened: the club is founded and receives its seed grant, or carries in its balances.
    pub opened: NaiveDate,
    /// The months for which it had kept paper books (sổ giấy) by then; 0 for a club that is founded on that day.
    pub months_on_paper: u32,
    /// The last day of the simulation.
    pub through: NaiveDate,
    /// Its charter.
    pub charter: Charter,
    /// The number of members at the end.
    pub members: u32,
    /// The number of loans disbursed by then (lượt vay), without those carried in.
    pub loan_turns: u32,
}

/// The reason for which a club cannot be simulated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulationError {
    /// The books refuse a record that the simulation expected to be allowed.
    #[error("the club's own books refuse: {0}")]
    Refused(#[from] Refusal),
    /// There are too few members, too few months or too little capital for the loan turns asked for.
    #[error("{disbursed} of {asked} loan turns could be disbursed")]
    TurnsMissed {
        /// The loan turns asked for.
        asked: u32,
        /// The loan turns that could be disbursed.
        disbursed: u32,
    },
    /// A day out of bounds.
    #[error(transparent)]
    Date(#[from] DateError),
    /// A name that the books do not accept.
    #[error(transparent)]
    Name(#[from] NameError),
    /// An amount out of bounds.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A rate out of bounds.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// A number out of bounds.
    #[error(transparent)]
    Count(#[from] CountError),
}

impl ClubProfile {
    /// Simulates the club with random numbers from the seed, and returns its books.
    ///
    /// # Errors
    ///
    /// If the club cannot have this number of members or loans in that time, or its charter allows no loans.
    pub fn simulate(&self, seed: u64) -> Result<Books, SimulationError> {
        let header = Header::new(self.club.clone(), self.name.clone(), self.opened, self.charter.clone())?;
        let mut club = Club {
            books: Books::new(header),
            random: Rand32::new(seed),
            date: self.opened,
            documents: Numbers::default(),
            joined: 0,
            turns: 0,
            wrong: None,
        };
        club.found(self)?;
        let last = month_days_before(self.opened, self.through.succ_opt().unwrap_or(self.through));
        for month in 0..last {
            club.date = months_after(self.opened, month);
            club.meet(self, last.saturating_sub(month))?;
            club.date = Month::of(club.date)?.last_day().min(self.through);
            club.sign_off()?;
        }
        if club.turns == self.loan_turns {
            Ok(club.books)
        } else {
            Err(SimulationError::TurnsMissed { asked: self.loan_turns, disbursed: club.turns })
        }
    }
}

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
enum Series {
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
struct Club {
    books: Books,
    random: Rand32,
    /// Today.
    date: NaiveDate,
    documents: Numbers,
    /// The number of members who ever joined.
    joined: u32,
    /// The number of loans disbursed.
    turns: u32,
    /// A receipt that lost a digit and is to be corrected.
    wrong: Option<WrongReceipt>,
}

/// A receipt that was booked wrongly, with the true repayment.
struct WrongReceipt {
    document: DocumentNumber,
    repayment: RepaymentReceived,
    paid_on: NaiveDate,
}

/// The people who count the cash box and ask the borrowers, instead of the treasurer.
const INSPECTORS: &str = "Ban kiểm soát CLB";

/// The principal of a loan is a multiple of this amount, in đồng.
const LOAN_STEP: u64 = 100_000;
/// A meeting avoids loans smaller than this amount, in đồng.
const SMALL_LOAN: u64 = 1_000_000;
/// The cash that a club keeps in its box at the end of a month.
const CASH_KEPT: Balance = Balance::new(3_000_000);

impl Club {
    /// Returns a number from 0 to `most`, each with the same probability.
    fn up_to(&mut self, most: u32) -> u32 {
        self.random.rand_range(0..most.saturating_add(1))
    }

    /// Returns true one time in `times`.
    fn happens(&mut self, times: u32) -> bool {
        self.up_to(times.saturating_sub(1)) == 0
    }

    fn one_of<T: Copy>(&mut self, first: T, others: &[T]) -> T {
        let most = u32::try_from(others.len()).unwrap_or(u32::MAX);
        let chosen = usize::try_from(self.up_to(most)).unwrap_or(0);
        chosen.checked_sub(1).and_then(|place| others.get(place)).copied().unwrap_or(first)
    }

    /// Books an event, one receipt or payment voucher in three with the digest of its photograph.
    fn book(&mut self, series: Series, event: impl Into<Event>) -> Result<DocumentNumber, SimulationError> {
        let is_photographed = matches!(series, Series::Receipt | Series::Payment) && self.happens(3);
        self.book_with(series, event, is_photographed)
    }

    fn book_with(
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

    fn minute(&self) -> Result<Text, NameError> {
        format!("Biên bản họp ngày {}/{}/{}", self.date.day(), self.date.month(), self.date.year()).parse()
    }

    /// Books the founding meeting: the grant is received, most members join. A club with paper books carries in its balances.
    fn found(&mut self, profile: &ClubProfile) -> Result<(), SimulationError> {
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
            let monthly_rate = Rate::from_hundred_millionths(rules.rate_ceiling.hundred_millionths().min(1_000_000))?;
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

    /// Books a monthly meeting; `left` is the number of meetings to come, including this one.
    fn meet(&mut self, profile: &ClubProfile, left: u32) -> Result<(), SimulationError> {
        self.correct()?;
        self.take_in(profile, left)?;
        self.settle()?;
        self.collect()?;
        self.receive()?;
        self.lend(profile, left)?;
        self.spend()?;
        self.report()
    }

    /// Books that a member leaves, at times, and that new members join, so that the number is reached at the last meeting.
    fn take_in(&mut self, profile: &ClubProfile, left: u32) -> Result<(), SimulationError> {
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
    fn members(&self, suits: impl Fn(&Member) -> bool) -> Vec<MemberId> {
        let members = self.books.register().members();
        members.filter(|(_, member)| member.is_present() && suits(member)).map(|(id, _)| id.clone()).collect()
    }

    fn any_of<T: Clone>(&mut self, things: &[T]) -> Option<T> {
        let last = u32::try_from(things.len().checked_sub(1)?).ok()?;
        things.get(usize::try_from(self.up_to(last)).ok()?).cloned()
    }

    /// Books repayments of the amounts due. A few members are late, and the meeting decides about those who are very late.
    fn collect(&mut self) -> Result<(), SimulationError> {
        let open = |status| matches!(status, LoanStatus::Disbursed | LoanStatus::WrittenOff);
        let loans: Vec<LoanId> =
            self.books.loans().filter(|loan| open(loan.status())).map(|loan| loan.id().clone()).collect();
        for loan in loans {
            let Some(view) = self.books.loan(&loan).and_then(|view| view.on(self.date).ok()) else { continue };
            let (owed, days, recoverable) = (view.owed(), view.days_past_due(), view.loan().course().recoverable());
            if view.status() == LoanStatus::WrittenOff {
                if let Ok(all) = Amount::try_from(recoverable)
                    && self.happens(6)
                {
                    let amount = all.min(Amount::new(500_000)?);
                    self.book(Series::Receipt, RecoveryReceived { loan, amount, into: Place::Cash })?;
                }
                continue;
            }
            let due = owed.interest_due + owed.principal_due;
            if days > 60 && self.happens(3) {
                self.decide(loan, owed.interest_due, days)?;
            } else if let Ok(due) = Amount::try_from(due)
                && !self.happens(if days > 0 { 2 } else { 14 })
            {
                self.repay(loan, due)?;
            }
        }
        Ok(())
    }

    /// Books a repayment at the meeting. One receipt in twenty was written some days before and is booked late; one in thirty loses a
    /// digit of its principal, which is found when the money is counted.
    fn repay(&mut self, loan: LoanId, due: Amount) -> Result<(), SimulationError> {
        let paid = self.books.apply_payment(&loan, due, self.date)?;
        let into = self.one_of(Place::Cash, &[Place::Cash, Place::Bank]);
        let repayment =
            RepaymentReceived { loan, principal: paid.principal, interest: paid.interest, into, paid_on: None };
        let began = self.books.loan(&repayment.loan).and_then(|view| view.loan().begun_on());
        let earlier = self.date.checked_sub_days(Days::new(u64::from(self.up_to(8).saturating_add(1))));
        if let Some(paid_on) = earlier.filter(|day| began.is_some_and(|began| *day >= began))
            && self.happens(20)
        {
            let is_photographed = !self.happens(4);
            let late = RepaymentReceived { paid_on: Some(paid_on), ..repayment };
            return self.book_with(Series::Receipt, late, is_photographed).map(|_| ());
        }
        let digit_lost = Money::new(repayment.principal.dong().checked_div(10).unwrap_or(0))?;
        if digit_lost.is_zero() || self.wrong.is_some() || !self.happens(30) {
            return self.book(Series::Receipt, repayment).map(|_| ());
        }
        let wrong = RepaymentReceived { principal: digit_lost, ..repayment.clone() };
        let document = self.book(Series::Receipt, wrong)?;
        self.wrong = Some(WrongReceipt { document, repayment, paid_on: self.date });
        Ok(())
    }

    /// Reverses a receipt that lost a digit and books the true repayment, unless the reversal is refused because the money is spent.
    fn correct(&mut self) -> Result<(), SimulationError> {
        let Some(WrongReceipt { document, repayment, paid_on }) = self.wrong.take() else { return Ok(()) };
        let reversal = Reversed { record: document, reason: "Ghi thiếu một chữ số".parse()? };
        let number: DocumentNumber = "KT-thu".parse()?;
        if self.books.check(Voucher::new(number, self.date, reversal.clone())).is_err() {
            return Ok(());
        }
        self.book(Series::Other, reversal)?;
        let paid_on = Some(paid_on).filter(|day| *day < self.date);
        self.book_with(Series::Receipt, RepaymentReceived { paid_on, ..repayment }, true).map(|_| ())
    }

    /// Books that members account for advances: most of the money was spent, the rest is returned. Keepers make shortages good.
    fn settle(&mut self) -> Result<(), SimulationError> {
        let open = |held: (&MemberId, Balance)| Amount::try_from(held.1).ok().map(|amount| (held.0.clone(), amount));
        let advances: Vec<_> = self.books.ledger().advance_holders().filter_map(open).collect();
        for (member, held) in advances {
            let kept = Amount::new(u64::from(self.up_to(3)).saturating_mul(10_000));
            let kept = kept.ok().filter(|kept| *kept < held);
            let spent = Balance::from(held) - kept.map_or(Balance::ZERO, Balance::from);
            let area = self.one_of(Area::SpiritualLife, &[Area::HomeCare, Area::CommunitySupport]);
            let spent =
                AdvanceSpent { member: member.clone(), area, amount: Money::try_from(spent)?.try_into()?, payee: None };
            self.book(Series::Payment, spent)?;
            if let Some(amount) = kept {
                self.book(Series::Receipt, AdvanceReturned { member, amount, into: Place::Cash })?;
            }
        }
        let shortages: Vec<_> = self.books.ledger().shortage_bearers().filter_map(open).collect();
        for (member, amount) in shortages {
            self.book(Series::Receipt, ShortageRepaid { member, amount, into: Place::Cash })?;
        }
        Ok(())
    }

    /// Books the decision about a member who is late: a new schedule, interest waived, or the loan written off.
    fn decide(&mut self, loan: LoanId, interest_due: Balance, days: u32) -> Result<(), SimulationError> {
        let (minute, longest) = (self.minute()?, self.books.charter().loan.max_months.get());
        let outstanding = self.books.loan(&loan).map_or(Balance::ZERO, |view| view.outstanding());
        if !outstanding.is_positive() {
            return Ok(());
        }
        if days > 120 && self.happens(2) {
            self.book(Series::Minute, LoanWrittenOff { loan, forgiven: false, minute })?;
        } else if let Ok(amount) = Amount::try_from(interest_due)
            && self.happens(2)
        {
            self.book(Series::Minute, InterestWaived { loan, amount, minute })?;
        } else {
            self.book(
                Series::Minute,
                LoanRescheduled { loan, months: Months::new(longest.min(6))?, monthly_rate: None, minute },
            )?;
        }
        Ok(())
    }

    /// Books dues and bank interest once in three months, and donations; at times a receipt is written twice and reversed.
    fn receive(&mut self) -> Result<(), SimulationError> {
        if self.date.month().checked_rem(3) == Some(0) {
            if let Ok(members) = MemberList::new(self.members(|_| true)) {
                let (month, months) = (Some(Month::of(months_before(self.date, 2))?), Some(DueMonths::new(3)?));
                let dues = DuesReceived { members, each: Amount::new(5_000)?, into: Place::Cash, month, months };
                self.book(Series::Receipt, dues)?;
            }
            let interest = u64::from(self.up_to(20).saturating_add(1)).saturating_mul(1_000);
            let income = OtherIncomeReceived {
                source: "Lãi tiền gửi ngân hàng".parse()?,
                amount: Amount::new(interest)?,
                fund: ClubFund::Operating,
                into: Place::Bank,
            };
            self.book(Series::Receipt, income)?;
        }
        if self.happens(4) {
            let given = u64::from(self.up_to(20).saturating_add(1)).saturating_mul(50_000);
            let gift = DonationReceived {
                from: self.one_of("Sổ Tấm lòng vàng", &["Gia đình ông Bảy", "Hội Phụ nữ thôn"]).parse()?,
                amount: Amount::new(given)?,
                fund: self.one_of(ClubFund::Operating, &[ClubFund::IncomeGrowth]),
                into: Place::Cash,
            };
            self.book(Series::Receipt, gift.clone())?;
            if self.happens(10) {
                let record = self.book(Series::Receipt, gift)?;
                self.book(Series::Other, Reversed { record, reason: "Phiếu thu viết hai lần".parse()? })?;
            }
        }
        Ok(())
    }

    /// Books the loans of a meeting: as many as are needed to reach the number of loan turns at the end.
    fn lend(&mut self, profile: &ClubProfile, left: u32) -> Result<(), SimulationError> {
        let missing = profile.loan_turns.saturating_sub(self.turns);
        let steady = missing.div_ceil(left.max(1));
        let list = if self.turns == 0 { steady.max(missing.min(6)) } else { steady };
        let rules = self.books.charter().loan.clone();
        for to_come in (1..=list).rev() {
            let free = self.members(|member| {
                member.open_loans() < rules.open_loans_per_member.get()
                    && member.exposure() < rules.cap_per_member.into()
                    && (rules.lend_after_write_off || !member.owes_written_off())
            });
            let Some(member) = self.any_of(&free) else { return Ok(()) };
            let exposure = self.books.register().member(&member).map_or(Balance::ZERO, Member::exposure);
            let room = whole(Balance::from(rules.cap_per_member) - exposure);
            let share = whole(self.books.ledger().lendable()).checked_div(to_come.into()).unwrap_or(0);
            let wished = u64::from(self.up_to(50).saturating_add(30)).saturating_mul(LOAN_STEP).min(room);
            let steps = wished.min(share).checked_div(LOAN_STEP).unwrap_or(0);
            let principal = steps.saturating_mul(LOAN_STEP);
            if principal < SMALL_LOAN.min(wished) && left > 1 {
                return Ok(());
            }
            let Ok(principal) = Amount::new(principal) else { return Ok(()) };
            self.lend_to(member, principal)?;
        }
        Ok(())
    }

    fn lend_to(&mut self, member: MemberId, principal: Amount) -> Result<(), SimulationError> {
        let loan: LoanId = format!("V-{:04}", self.turns.saturating_add(1)).parse()?;
        let rules = &self.books.charter().loan;
        let (longest, ceiling) = (rules.max_months.get(), rules.rate_ceiling.hundred_millionths());
        let approved = LoanApproved {
            loan: loan.clone(),
            member,
            principal,
            months: Months::new(self.one_of(12, &[10, 8, 6, 6]).min(longest))?,
            monthly_rate: Rate::from_hundred_millionths(ceiling.min(1_000_000))?,
            interest: InterestMethod::Declining,
            repayment: self
                .one_of(Amortization::EqualPrincipal, &[Amortization::EqualPrincipal, Amortization::AtMaturity]),
            minute: self.minute()?,
        };
        self.book(Series::Minute, approved)?;
        let short = Balance::from(principal) - self.books.ledger().money(Place::Cash);
        if let Ok(amount) = Amount::try_from(short) {
            self.book(Series::Other, CashWithdrawn { amount })?;
        }
        self.book(Series::Payment, LoanDisbursed { loan, out_of: Place::Cash, paid_on: None })?;
        self.turns = self.turns.saturating_add(1);
        Ok(())
    }

    /// Books spending, or an advance, if the operating fund and the cash allow it.
    fn spend(&mut self) -> Result<(), SimulationError> {
        let area = self.one_of(
            Area::HealthCare,
            &[Area::HomeCare, Area::SpiritualLife, Area::CommunitySupport, Area::Communication, Area::Administration],
        );
        let spared = self.books.ledger().free_operating().min(self.books.ledger().money(Place::Cash));
        let wished = Money::new(u64::from(self.up_to(12).saturating_add(2)).saturating_mul(25_000))?;
        let buyer = self.members(|_| true);
        if spared >= wished.into()
            && self.happens(4)
            && let Some(member) = self.any_of(&buyer)
        {
            let purpose = self.one_of("Mua quà thăm người cao tuổi", &["Tổ chức văn nghệ", "Mua thuốc"]).parse()?;
            let amount = wished.try_into()?;
            self.book(Series::Payment, AdvancePaid { member, amount, out_of: Place::Cash, purpose })?;
        } else if spared >= wished.into() {
            let spent = OperatingSpent { area, amount: wished.try_into()?, out_of: Place::Cash, payee: None };
            self.book(Series::Payment, spent)?;
        }
        Ok(())
    }

    /// Books the month's report of activity.
    fn report(&mut self) -> Result<(), SimulationError> {
        let members = self.books.register().members_present();
        let month = Month::of(self.date)?;
        let absent = members.checked_div(if self.happens(9) { 4 } else { 9 }).unwrap_or(0);
        let volunteers = 10_u32.saturating_add(self.up_to(3));
        let weeks = month.days().checked_div(7).unwrap_or(4);
        let visits = volunteers.saturating_mul(3).saturating_mul(weeks.saturating_add(1));
        let missed = if self.happens(8) { self.up_to(visits) } else { 0 };
        let report = ActivityReported {
            month,
            attendance: Count::new(members.saturating_sub(self.up_to(absent)))?,
            members: Count::new(members)?,
            volunteers: Count::new(volunteers)?,
            cared_for: Count::new(5_u32.saturating_add(self.up_to(3)))?,
            visits: Count::new(visits.saturating_sub(missed))?,
        };
        self.book(Series::Other, report).map(|_| ())
    }

    /// Books the end of a month: cash above the amount kept is deposited, the money is counted, borrowers confirm their loans, the month
    /// is closed.
    fn sign_off(&mut self) -> Result<(), SimulationError> {
        self.correct()?;
        if let Ok(amount) = Amount::try_from(self.books.ledger().money(Place::Cash) - CASH_KEPT) {
            self.book(Series::Other, CashDeposited { amount })?;
        }
        let missing = Amount::new(20_000)?;
        let keeper = self.members(|_| true).into_iter().next();
        if let Some(member) = keeper
            && self.books.ledger().money(Place::Cash) > missing.into()
            && self.happens(40)
        {
            let short = self.books.ledger().money(Place::Cash) - missing.into();
            self.count(Place::Cash, short.try_into()?)?;
            let bearer = Bearer::Keeper { member, minutes: None };
            self.book(Series::Other, ShortageFound { place: Place::Cash, amount: missing, bearer })?;
        }
        for place in [Place::Cash, Place::Bank] {
            let amount = self.books.ledger().money(place).try_into()?;
            self.count(place, amount)?;
        }
        self.confirm()?;
        self.book(Series::Minute, PeriodClosed { through: self.date }).map(|_| ())
    }

    fn count(&mut self, place: Place, amount: Money) -> Result<(), SimulationError> {
        let by = Some(INSPECTORS.parse()?);
        self.book(Series::Other, MoneyCounted { place, amount, by }).map(|_| ())
    }

    /// Books confirmations of loans: all loans carried in, in the first month, and one loan in eight in June and December. One borrower
    /// in thirty first confirms a wrong amount, then the right one.
    fn confirm(&mut self) -> Result<(), SimulationError> {
        let is_half_year = self.date.month().checked_rem(6) == Some(0);
        let running = self.books.loans().filter(|loan| loan.status() == LoanStatus::Disbursed);
        let loans: Vec<(LoanId, Balance, bool)> =
            running.map(|loan| (loan.id().clone(), loan.outstanding(), loan.loan().is_carried_in())).collect();
        let is_first_month = self.date <= Month::of(self.books.header().opened())?.last_day();
        for (loan, outstanding, is_carried_in) in loans {
            if !((is_first_month && is_carried_in) || (is_half_year && self.happens(8))) {
                continue;
            }
            let Ok(outstanding) = Money::try_from(outstanding) else { continue };
            let by: Text = INSPECTORS.parse()?;
            if self.happens(30) {
                let wrong = Money::try_from(Balance::from(outstanding) + Amount::new(LOAN_STEP)?.into())?;
                let confirmed = LoanConfirmed { loan: loan.clone(), outstanding: wrong, by: by.clone() };
                self.book(Series::Other, confirmed)?;
            }
            self.book(Series::Other, LoanConfirmed { loan, outstanding, by })?;
        }
        Ok(())
    }
}

/// Returns a balance as a number of đồng; zero if it is negative.
fn whole(balance: Balance) -> u64 {
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
