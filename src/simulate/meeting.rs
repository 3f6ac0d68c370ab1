//! The meetings of a simulated club, and the ends of its months.

use chrono::{Datelike, Days};

use super::club::{Club, LOAN_STEP, SMALL_LOAN, Series, USUAL_RATE, WrongReceipt, whole};
use super::{ClubProfile, SimulationError};
use crate::account::{Area, ClubFund, Place};
use crate::calendar::{Month, months_before};
use crate::count::{Count, DueMonths, Months};
use crate::event::{
    ActivityReported, AdvancePaid, AdvanceReturned, AdvanceSpent, Bearer, CashDeposited, CashWithdrawn,
    DonationReceived, DuesReceived, InterestWaived, LoanApproved, LoanConfirmed, LoanDisbursed, LoanRescheduled,
    LoanWrittenOff, MemberList, MoneyCounted, OperatingSpent, OtherIncomeReceived, PeriodClosed, RecoveryReceived,
    RepaymentReceived, Reversed, ShortageFound, ShortageRepaid,
};
use crate::loan::{Amortization, InterestMethod, LoanStatus};
use crate::money::{Amount, Balance, Money};
use crate::name::{DocumentNumber, LoanId, MemberId, Text};
use crate::rate::Rate;
use crate::register::Member;
use crate::voucher::Voucher;

/// The people who count the cash box and ask the borrowers, instead of the treasurer.
const INSPECTORS: &str = "Ban kiểm soát CLB";

/// The cash that a club keeps in its box at the end of a month.
const CASH_KEPT: Balance = Balance::new(3_000_000);

/// The smallest loan that a member wishes, in [`LOAN_STEP`]s.
const SMALLEST_WISH: u32 = 30;
/// The largest addition to the smallest wish, in [`LOAN_STEP`]s.
const MORE_WISHED: u32 = 50;

impl Club {
    /// Books a monthly meeting; `left` is the number of meetings to come, including this one.
    pub(super) fn meet(&mut self, profile: &ClubProfile, left: u32) -> Result<(), SimulationError> {
        self.take_in(profile, left)?;
        self.close_advances_and_shortages()?;
        self.collect()?;
        self.receive()?;
        self.lend(profile, left)?;
        self.spend()?;
        self.report()
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

    /// Reverses a receipt of this month's meeting that lost a digit, and books the true repayment, both on the last day of the month. If
    /// the reversal is refused, because the money is spent or lent, the error stays.
    fn correct(&mut self) -> Result<(), SimulationError> {
        let Some(WrongReceipt { document, repayment, paid_on }) = self.wrong.take() else { return Ok(()) };
        let reversal = Reversed { record: document, reason: "Ghi thiếu một chữ số".parse()? };
        // The voucher is only checked, so it takes no number of a series.
        let number: DocumentNumber = "KT-thu".parse()?;
        if self.books.check(Voucher::new(number, self.date, reversal.clone())).is_err() {
            return Ok(());
        }
        self.book(Series::Other, reversal)?;
        let paid_on = Some(paid_on).filter(|day| *day < self.date);
        self.book_with(Series::Receipt, RepaymentReceived { paid_on, ..repayment }, true).map(|_| ())
    }

    /// Books that members account for their advances, each mostly spent and the rest returned, and that keepers repay shortages.
    fn close_advances_and_shortages(&mut self) -> Result<(), SimulationError> {
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

    /// Books the loans of a meeting: the loans that are missing are spread evenly over the meetings to come, but a club that has not lent
    /// yet books up to six at once. It books fewer if no member may borrow, or if the capital allows only small loans.
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
            let steps = self.up_to(MORE_WISHED).saturating_add(SMALLEST_WISH);
            let wished = u64::from(steps).saturating_mul(LOAN_STEP).min(room);
            let affordable = wished.min(share).checked_div(LOAN_STEP).unwrap_or(0);
            let principal = affordable.saturating_mul(LOAN_STEP);
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
            monthly_rate: Rate::from_hundred_millionths(ceiling.min(USUAL_RATE))?,
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
        let members = self.members(|_| true);
        if spared >= wished.into()
            && self.happens(4)
            && let Some(member) = self.any_of(&members)
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

    /// Books the end of a month: a wrong receipt is corrected, cash above the amount kept is deposited, the money is counted, at times a
    /// shortage is found, borrowers confirm their loans, the month is closed.
    pub(super) fn sign_off(&mut self) -> Result<(), SimulationError> {
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
