//! Lives of clubs made up from a seed (cuộc đời mô phỏng): for examples, benchmarks and load tests, never for real books.
//!
//! A club receives its seed grant, takes in members, meets once a month, lends on the list that its meeting passes, takes
//! repayments, mostly on time, spends its operating fund, counts its money, reports its activity and signs off the month. Now and
//! then somebody is late, is given a new schedule, or is given up as lost; now and then a receipt was written twice. All of it
//! goes through [`Books::record`] like anyone else's, and the same seed gives the same bytes on every machine.

use chrono::{Datelike, NaiveDate};
use oorandom::Rand32;

use crate::account::{Area, ClubFund, Place};
use crate::books::Books;
use crate::calendar::{DateError, Month, month_days_before, months_after, months_before};
use crate::charter::Charter;
use crate::count::{Count, CountError, DueMonths, Months, Year};
use crate::event::{
    ActivityReported, CashDeposited, CashWithdrawn, Circumstances, DonationReceived, DuesReceived, Event, Gender,
    InterestWaived, LeavingReason, LoanApproved, LoanDisbursed, LoanRescheduled, LoanWrittenOff, MemberJoined,
    MemberLeft, MemberList, MoneyCounted, OperatingSpent, OtherIncomeReceived, PeriodClosed, RecoveryReceived,
    RepaymentReceived, Reversed, SeedGrantReceived,
};
use crate::loan::{Amortization, InterestMethod, LoanStatus};
use crate::money::{Amount, Balance, Money, MoneyError};
use crate::name::{ClubId, DocumentNumber, LoanId, MemberId, NameError, Text};
use crate::rate::{Rate, RateError};
use crate::register::Member;
use crate::rules::Refusal;
use crate::voucher::{Header, Voucher};

/// What life a club is to live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClubProfile {
    /// The club's name in its programme.
    pub club: ClubId,
    /// The club's name.
    pub name: Text,
    /// The day on which it is founded and gets its seed grant.
    pub opened: NaiveDate,
    /// The last day that is told.
    pub through: NaiveDate,
    /// Its charter.
    pub charter: Charter,
    /// How many members it has at the end.
    pub members: u32,
    /// How many loans it has disbursed by then (lượt vay).
    pub loan_turns: u32,
}

/// Why a life cannot be lived.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulationError {
    /// The books refuse something that the simulation took for allowed.
    #[error("the club's own books refuse: {0}")]
    Refused(#[from] Refusal),
    /// There are too few members, too few months or too little capital for the loan turns asked for.
    #[error("{disbursed} of {asked} loan turns could be disbursed")]
    TurnsMissed {
        /// The loan turns asked for.
        asked: u32,
        /// Those that there were.
        disbursed: u32,
    },
    /// A day out of bounds.
    #[error(transparent)]
    Date(#[from] DateError),
    /// A name that cannot be written.
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
    /// Lives it, as the seed has it.
    ///
    /// # Errors
    ///
    /// If the club cannot have so many members or loans in that time, or its charter lends nothing.
    pub fn live(&self, seed: u64) -> Result<Books, SimulationError> {
        let header = Header::new(self.club.clone(), self.name.clone(), self.opened, self.charter.clone())?;
        let mut club = Club {
            books: Books::new(header),
            random: Rand32::new(seed),
            date: self.opened,
            documents: Numbers::default(),
            joined: 0,
            turns: 0,
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

/// The last number of each series of documents.
#[derive(Default)]
struct Numbers {
    receipts: u32,
    payments: u32,
    minutes: u32,
    others: u32,
}

/// Kinds of documents, each numbered on its own.
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

/// A club while it lives.
struct Club {
    books: Books,
    random: Rand32,
    /// Today.
    date: NaiveDate,
    documents: Numbers,
    /// How many ever joined.
    joined: u32,
    /// How many loans were disbursed.
    turns: u32,
}

/// Loans come in steps of this many đồng.
const LOAN_STEP: u64 = 100_000;
/// What a meeting would rather lend than less.
const SMALL_LOAN: u64 = 1_000_000;
/// What a club keeps in its box.
const CASH_KEPT: Balance = Balance::new(3_000_000);

impl Club {
    /// From 0 to `most`, evenly.
    fn up_to(&mut self, most: u32) -> u32 {
        self.random.rand_range(0..most.saturating_add(1))
    }

    /// One time in `times`.
    fn happens(&mut self, times: u32) -> bool {
        self.up_to(times.saturating_sub(1)) == 0
    }

    fn one_of<T: Copy>(&mut self, first: T, others: &[T]) -> T {
        let most = u32::try_from(others.len()).unwrap_or(u32::MAX);
        let chosen = usize::try_from(self.up_to(most)).unwrap_or(0);
        chosen.checked_sub(1).and_then(|place| others.get(place)).copied().unwrap_or(first)
    }

    fn book(&mut self, series: Series, event: impl Into<Event>) -> Result<DocumentNumber, SimulationError> {
        let number = self.documents.next(series)?;
        self.books.record(Voucher::new(number.clone(), self.date, event))?;
        Ok(number)
    }

    fn minute(&self) -> Result<Text, NameError> {
        format!("Biên bản họp ngày {}/{}/{}", self.date.day(), self.date.month(), self.date.year()).parse()
    }

    /// The founding meeting: the grant is handed over, most members join.
    fn found(&mut self, life: &ClubProfile) -> Result<(), SimulationError> {
        if let Ok(amount) = Amount::try_from(life.charter.seed_grant) {
            let grant = SeedGrantReceived { from: "Ngân sách tỉnh".parse()?, amount, into: Place::Bank };
            self.book(Series::Receipt, grant)?;
        }
        let latecomers = self.up_to(life.members.min(8));
        for _ in 0..life.members.saturating_sub(latecomers) {
            self.join()?;
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

    /// A monthly meeting, with `left` meetings to come, this one counted in.
    fn meet(&mut self, life: &ClubProfile, left: u32) -> Result<(), SimulationError> {
        self.take_in(life, left)?;
        self.collect()?;
        self.receive()?;
        self.lend(life, left)?;
        self.spend()?;
        self.report()
    }

    /// Somebody leaves; those join who are missing, all of them by the last meeting.
    fn take_in(&mut self, life: &ClubProfile, left: u32) -> Result<(), SimulationError> {
        if left > 1 && self.happens(5) {
            let free = self.members(|member| member.open_loans() == 0);
            if let Some(member) = self.any_of(&free) {
                self.book(Series::Minute, MemberLeft { member, reason: Some(LeavingReason::OwnWish) })?;
            }
        }
        let missing = life.members.saturating_sub(self.books.register().members_present());
        let joining = if left == 1 { missing } else { self.up_to(missing.min(3)) };
        (0..joining).try_for_each(|_| self.join())
    }

    /// Members who are present and of whom `suits` holds.
    fn members(&self, suits: impl Fn(&Member) -> bool) -> Vec<MemberId> {
        let members = self.books.register().members();
        members.filter(|(_, member)| member.is_present() && suits(member)).map(|(id, _)| id.clone()).collect()
    }

    fn any_of<T: Clone>(&mut self, things: &[T]) -> Option<T> {
        let last = u32::try_from(things.len().checked_sub(1)?).ok()?;
        things.get(usize::try_from(self.up_to(last)).ok()?).cloned()
    }

    /// Members repay what is due; a few are late, and the meeting decides about those who are very late.
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
                let paid = self.books.apply_payment(&loan, due, self.date)?;
                let repayment = RepaymentReceived {
                    loan,
                    principal: paid.principal,
                    interest: paid.interest,
                    into: self.one_of(Place::Cash, &[Place::Cash, Place::Bank]),
                    paid_on: None,
                };
                self.book(Series::Receipt, repayment)?;
            }
        }
        Ok(())
    }

    /// What the meeting decides about one who is late: a new schedule, interest waived, or the loan given up.
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

    /// Dues once in three months, gifts, interest of the bank; at times a receipt that is written twice and taken back.
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

    /// Lends on the list that the meeting passes: as many loans as keep the club on its way to all its turns.
    fn lend(&mut self, life: &ClubProfile, left: u32) -> Result<(), SimulationError> {
        let missing = life.loan_turns.saturating_sub(self.turns);
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

    /// Spends of the operating fund what it can spare.
    fn spend(&mut self) -> Result<(), SimulationError> {
        let area = self.one_of(
            Area::HealthCare,
            &[Area::HomeCare, Area::SpiritualLife, Area::CommunitySupport, Area::Communication, Area::Administration],
        );
        let spared = self.books.ledger().free_operating().min(self.books.ledger().money(Place::Cash));
        let wished = Money::new(u64::from(self.up_to(12).saturating_add(2)).saturating_mul(25_000))?;
        if spared >= wished.into() {
            let spent = OperatingSpent { area, amount: wished.try_into()?, out_of: Place::Cash, payee: None };
            self.book(Series::Payment, spent)?;
        }
        Ok(())
    }

    /// Reports the month's activity.
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

    /// The end of a month: what is too much for the box goes to the bank, the money is counted, the month signed off.
    fn sign_off(&mut self) -> Result<(), SimulationError> {
        if let Ok(amount) = Amount::try_from(self.books.ledger().money(Place::Cash) - CASH_KEPT) {
            self.book(Series::Other, CashDeposited { amount })?;
        }
        for place in [Place::Cash, Place::Bank] {
            let amount = self.books.ledger().money(place).try_into()?;
            self.book(Series::Other, MoneyCounted { place, amount, by: None })?;
        }
        self.book(Series::Minute, PeriodClosed { through: self.date }).map(|_| ())
    }
}

/// A balance as a number of đồng; nothing if it is below.
fn whole(balance: Balance) -> u64 {
    u64::try_from(balance.dong()).unwrap_or(0)
}

/// The last place in the list of family names.
const FAMILY_NAMES: u32 = 7;
/// The last place in the list of given names.
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
