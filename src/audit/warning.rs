//! Warnings: expectations of the Project that are missed, and records that an auditor would look into. A warning refuses no record.

use std::collections::HashSet;
use std::fmt;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::account::{Account, ClubFund, Fund, Place};
use crate::books::{Books, Line};
use crate::catalogue::{Vietnamese, WriteVietnamese};
use crate::charter::{Charter, MembershipRules};
use crate::count::Seq;
use crate::event::{ActivityReported, Event, EventKind, MoneyCounted};
use crate::ledger::DebitsCredits;
use crate::loan::LoanStatus;
use crate::money::Balance;
use crate::name::LoanId;
use crate::register::Member;
use crate::warning_code::WarningCode;

/// A place with money must have been counted at most this many days before the last record.
const COUNTED_WITHIN_DAYS: u64 = 31;
/// A loan is long overdue after this many days past due.
const OVERDUE_AFTER_DAYS: u32 = 90;

/// A warning (lưu ý): a fact that an auditor should look into, though no rule is broken.
///
/// Displayed in one line of English; [`Warning::vietnamese`] displays it in Vietnamese. The record of that number has the amount, the
/// member and the loan.
///
/// ```
/// use revolving_fund::Audit;
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let mut file = Vec::new();
/// # club()?.write(&mut file)?;
/// let audit = Audit::of(file.as_slice())?;
/// let warning = audit.warnings()[1];
/// assert_eq!(
///     warning.to_string(),
///     "uncounted: the cash box was not counted and found right in the 31 days before the last record"
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Warning {
    /// The record's number; `None` if the warning is about the books as a whole.
    pub seq: Option<Seq>,
    /// The code.
    pub code: WarningCode,
}

impl Warning {
    /// Displays it in Vietnamese.
    #[must_use]
    pub const fn vietnamese(&self) -> Vietnamese<'_, Self> {
        Vietnamese(self)
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(seq) = self.seq {
            write!(f, "record {seq}: ")?;
        }
        write!(f, "{}: {}", self.code, self.code.explain().title.english)
    }
}

impl WriteVietnamese for Warning {
    fn write_vietnamese(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(seq) = self.seq {
            write!(f, "bút toán {seq}: ")?;
        }
        write!(f, "{}: {}", self.code, self.code.explain().title.vietnamese)
    }
}

/// Returns all warnings: those of each record in the order of the file, then those of the books as a whole.
pub(crate) fn warnings(books: &Books) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut charter = books.header().charter();
    let mut closed_through: Option<NaiveDate> = None;
    let mut has_moved_money = false;
    for (index, line) in books.lines().iter().enumerate() {
        let Line { record, effects, .. } = line;
        let kind = record.event.kind();
        if !effects.is_reversed {
            let mut codes = of_record(line, charter);
            if kind == EventKind::MoneyCounted && differs(line) && !is_explained(books, index) {
                codes.push(WarningCode::CountDiffers);
            }
            if let (EventKind::Reversed, true) = (kind, effects.is_taken) {
                codes.push(WarningCode::Reversed);
                if reversed_date(books, &record.event).is_some_and(|date| Some(date) <= closed_through) {
                    codes.push(WarningCode::ReversedClosed);
                }
            }
            if kind.is_carried_in() && has_moved_money {
                codes.push(WarningCode::CarriedInLate);
            }
            codes.sort_unstable();
            warnings.extend(codes.into_iter().map(|code| Warning { seq: Some(record.seq), code }));
        }
        let moves_money = !record.entry.is_empty() && !kind.is_carried_in() && kind != EventKind::Reversed;
        has_moved_money = has_moved_money || (moves_money && effects.is_in_effect());
        if let Event::CharterAmended(amended) = &record.event {
            charter = &amended.charter;
        }
        if let Event::PeriodClosed(closed) = &record.event {
            closed_through = closed_through.max(Some(closed.through));
        }
    }
    warnings.extend(at_the_end(books).into_iter().map(|code| Warning { seq: None, code }));
    warnings
}

/// Returns the warnings that one record gives by itself.
fn of_record(line: &Line, charter: &Charter) -> Vec<WarningCode> {
    let Line { record, .. } = line;
    let mut codes = match &record.event {
        Event::ActivityReported(activity) => of_activity(activity, record.date, charter.membership.as_ref()),
        Event::LoanRescheduled(_) => vec![WarningCode::Rescheduled],
        Event::LoanCarriedIn(carried) if carried.times_rescheduled.is_some_and(|times| times.get() > 0) => {
            vec![WarningCode::Rescheduled]
        }
        Event::InterestWaived(_) => vec![WarningCode::InterestWaived],
        Event::LoanAssumed(_) => vec![WarningCode::LoanAssumed],
        Event::LoanConfirmed(_) if differs(line) => vec![WarningCode::ConfirmationDiffers],
        Event::CharterAmended(_) => vec![WarningCode::CharterAmended],
        Event::SeedGrantReturned(_) => vec![WarningCode::SeedGrantReturned],
        Event::BorrowingForgiven(_) => vec![WarningCode::BorrowingForgiven],
        Event::LoanWrittenOff(_) => vec![WarningCode::WrittenOff],
        Event::CapitalHandedOver(_) => vec![WarningCode::CapitalHandedOver],
        Event::SurplusFound(_) => vec![WarningCode::SurplusFound],
        Event::ShortageFound(shortage) => {
            of_shortage(WarningCode::ShortageFound, shortage.bearer.fund() == Some(ClubFund::IncomeGrowth))
        }
        Event::ShortageReleased(released) => {
            of_shortage(WarningCode::ShortageReleased, released.borne_by == ClubFund::IncomeGrowth)
        }
        _ => Vec::new(),
    };
    if record.event.paid_on().is_some_and(|paid_on| paid_on < record.date) {
        codes.push(WarningCode::BookedLate);
        if record.evidence.is_empty() {
            codes.push(WarningCode::BookedLateUnevidenced);
        }
    }
    if record.event.kind().is_carried_in() && record.evidence.is_empty() {
        codes.push(WarningCode::CarriedInUnevidenced);
    }
    codes
}

fn of_shortage(code: WarningCode, is_on_capital: bool) -> Vec<WarningCode> {
    if is_on_capital { vec![code, WarningCode::ShortageOnCapital] } else { vec![code] }
}

fn of_activity(activity: &ActivityReported, date: NaiveDate, rules: Option<&MembershipRules>) -> Vec<WarningCode> {
    let mut codes = Vec::new();
    if activity.month.first_day() > date {
        codes.push(WarningCode::MonthAhead);
    }
    let Some(rules) = rules else { return codes };
    let visits = u64::from(activity.visits.get()).saturating_mul(7);
    let asked = u64::from(activity.volunteers.get())
        .saturating_mul(rules.visits_per_week.get().into())
        .saturating_mul(activity.month.days().into());
    let checks = [
        (WarningCode::AttendanceLow, !activity.is_well_attended(rules)),
        (WarningCode::VolunteersFew, activity.volunteers < rules.volunteers),
        (WarningCode::CaredForFew, activity.cared_for < rules.cared_for),
        (WarningCode::VisitsFew, visits < asked),
    ];
    codes.extend(checks.into_iter().filter(|(_, is_missed)| *is_missed).map(|(code, _)| code));
    codes
}

/// Returns whether the amount counted or confirmed differs from that of the books before the record.
fn differs(line: &Line) -> bool {
    let found = line.record.event.amount().map(Balance::from);
    line.effects.book_balance.is_some_and(|books| found != Some(books))
}

fn reversed_date(books: &Books, event: &Event) -> Option<NaiveDate> {
    let Event::Reversed(reversal) = event else { return None };
    books.record_of(&reversal.record).map(|record| record.date)
}

/// Returns whether the count on line `index`, which differs from the books, is explained: a later count of the same day, place and
/// amount agrees, and every record with a transfer on the place between the two is a shortage, a surplus or has evidence.
fn is_explained(books: &Books, index: usize) -> bool {
    let later = books.lines().get(index..).unwrap_or_default();
    let Some((first, later)) = later.split_first() else { return false };
    let Event::MoneyCounted(MoneyCounted { place, amount, .. }) = &first.record.event else { return false };
    let account = Account::from(*place);
    for line in later {
        let Line { record, effects, .. } = line;
        if let Event::MoneyCounted(count) = &record.event
            && !effects.is_reversed
            && (count.place, count.amount, record.date) == (*place, *amount, first.record.date)
            && !differs(line)
        {
            return true;
        }
        let kind = record.event.kind();
        let touches = record.entry.transfers().iter().any(|t| t.debit == account || t.credit == account);
        let changes_balance = effects.is_in_effect() && kind != EventKind::Reversed && touches;
        let is_difference = matches!(kind, EventKind::ShortageFound | EventKind::SurplusFound);
        if changes_balance && !is_difference && record.evidence.is_empty() {
            return false;
        }
    }
    false
}

/// Returns the warnings of the books as a whole, on the day of the books.
fn at_the_end(books: &Books) -> Vec<WarningCode> {
    let (ledger, register, charter) = (books.ledger(), books.register(), books.charter());
    let is_out_of_band =
        charter.membership.as_ref().is_some_and(|rules| !rules.members.contains(register.members_present()));
    let is_over_cap = |member: &Member| {
        member.exposure() > charter.loan.cap_per_member.into()
            || member.open_loans() > charter.loan.open_loans_per_member.get()
    };
    let is_absent = |id| !register.member(id).is_some_and(Member::is_present);
    let left_owing = register.members().any(|(_, member)| !member.is_present() && member.open_loans() > 0)
        || ledger
            .advance_holders()
            .chain(ledger.shortage_bearers())
            .any(|(id, owed)| owed.is_positive() && is_absent(id));
    let is_running = |status| matches!(status, LoanStatus::Disbursed | LoanStatus::Settled);
    let running = || books.loans().filter(|view| is_running(view.status()));
    let confirmed = confirmed(books);
    let unconfirmed = books
        .loans()
        .any(|view| view.loan().is_carried_in() && view.outstanding().is_positive() && !confirmed.contains(view.id()));
    let bank = ledger.turnover(&Account::Bank);
    let checks = [
        (WarningCode::MembersOutOfBand, is_out_of_band),
        (WarningCode::OverCap, register.members().any(|(_, member)| is_over_cap(member))),
        (WarningCode::LeftOwing, left_owing),
        (WarningCode::Overdue90, running().any(|view| view.days_past_due() > OVERDUE_AFTER_DAYS)),
        (WarningCode::InterestOverpaid, running().any(|view| view.owed().accrued.is_negative())),
        (WarningCode::AdvanceOpen, ledger.advance_holders().any(|(_, held)| held != Balance::ZERO)),
        (WarningCode::ShortageOpen, ledger.shortage_bearers().any(|(_, owed)| owed != Balance::ZERO)),
        (WarningCode::OperatingOverdrawn, ledger.free_operating().is_negative()),
        (WarningCode::Unconfirmed, unconfirmed),
        (WarningCode::GrantImpaired, ledger.fund(Fund::SeedGrant) < register.seed_grant_to_keep()),
        (WarningCode::CarryInUnfinished, ledger.carried_in() != Balance::ZERO),
        (WarningCode::Uncounted, !is_counted(books, Place::Cash)),
        (WarningCode::BankUncounted, bank != DebitsCredits::default() && !is_counted(books, Place::Bank)),
    ];
    checks.into_iter().filter(|(_, is_given)| *is_given).map(|(code, _)| code).collect()
}

/// Returns the loans that have a confirmation in effect which agreed with the books.
fn confirmed(books: &Books) -> HashSet<&LoanId> {
    let agreed = books.lines().iter().filter(|line| line.effects.is_in_effect() && !differs(line));
    agreed
        .filter(|line| line.record.event.kind() == EventKind::LoanConfirmed)
        .filter_map(|line| line.record.event.loan())
        .collect()
}

/// Returns whether the place has a count in effect that agreed with the books, in the last 31 days of the books.
fn is_counted(books: &Books, place: Place) -> bool {
    let Some(last) = books.records().next_back().map(|record| record.date) else { return false };
    let Some(first) = last.checked_sub_days(Days::new(COUNTED_WITHIN_DAYS)) else { return false };
    books.lines().iter().any(|line| {
        matches!(&line.record.event, Event::MoneyCounted(count) if count.place == place)
            && (first..=last).contains(&line.record.date)
            && line.effects.is_in_effect()
            && !differs(line)
    })
}
