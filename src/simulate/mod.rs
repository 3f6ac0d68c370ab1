//! Simulated clubs (câu lạc bộ mô phỏng), made from a seed: for examples, benchmarks and load tests, never for real books.
//!
//! A club receives its seed grant, or carries in the balances of its paper books. It admits members, meets once a month, lends as its
//! meeting decides, receives repayments, mostly on time, spends its operating fund, pays advances, which members account for, counts
//! its money, asks borrowers to confirm their loans, reports its activity and closes the month. From time to time a member is late, a
//! loan is rescheduled or written off, a receipt is booked late, is written twice or loses a digit, or cash is missing. Every record is
//! booked with [`Books::record`], and the same seed gives the same bytes on every machine.

mod club;
mod meeting;

use chrono::NaiveDate;

use crate::books::Books;
use crate::calendar::{DateError, Month, day_after, month_days_before, months_after};
use crate::charter::Charter;
use crate::count::CountError;
use crate::money::MoneyError;
use crate::name::{ClubId, NameError, Text};
use crate::rate::RateError;
use crate::rules::Refusal;
use crate::voucher::Header;
use club::Club;

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
        let mut club = Club::new(header, seed);
        club.found(self)?;
        let last = month_days_before(self.opened, day_after(self.through));
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
