//! Double-entry books for a community revolving loan fund.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::expect_used,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::integer_division,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used,
    )
)]

mod wire;

mod count;
mod money;
mod name;
mod rate;

mod calendar;

mod account;
mod charter;
mod loan;

mod digest;
mod entry;
mod event;
mod voucher;

mod journal;

mod allocation;
mod ledger;
mod register;

mod posting;
mod rules;

mod books;

mod report;

mod audit;

pub use account::{Account, AccountClass, Area, ClubFund, Fund, Place, UnknownAccount};
pub use allocation::{Allocation, Split};
pub use audit::{Audit, AuditReport, Finding, Warning, WarningCode};
pub use books::{AppRule, BalanceChange, Books, Checks, LoanView, OpenError, Plan, Settlement, WriteError};
pub use calendar::{DateError, Month, is_bookable, parse_date};
pub use charter::{Allocated, Charter, InterestRules, LoanRules, MembershipRules};
pub use count::{Count, CountError, MaxMonths, Months, OpenLoans, Seq, Year};
pub use digest::{Digest, DigestError};
pub use entry::{Entry, Transfer};
pub use journal::{ReadError, Unreadable, UnreadableReason};
pub use ledger::{Ledger, Turnover};
pub use loan::{InterestMethod, Loan, LoanStatus, Repayment, Schedule, Standing, Terms};
pub use money::{Amount, Balance, Money, MoneyError};
pub use name::{ClubId, DocumentNumber, LenderId, LoanId, MemberId, NameError, Text};
pub use rate::{Rate, RateError, Rounding, RoundingError, Share};
pub use register::{Member, Register};
pub use report::{Funds, IncomeStatement, MoneyHeld, Period, Portfolio, TrialBalance, TrialBalanceRow};
pub use rules::{Bilingual, Breach, Code, Explanation, Irreversibility, Objection, Refusal, Vietnamese};
pub use voucher::{Header, Record, Voucher};

pub use event::{
    ActivityReported, BorrowingForgiven, BorrowingReceived, BorrowingRepaid, CapitalHandedOver, CashDeposited,
    CashWithdrawn, CharterAmended, Circumstances, DonationReceived, DuesReceived, Event, Gender, InterestAllocated,
    InterestWaived, LoanApproved, LoanCancelled, LoanDisbursed, LoanRescheduled, LoanWrittenOff, MemberJoined,
    MemberLeft, MoneyCounted, OperatingCapitalised, OperatingSpent, OtherIncomeReceived, PeriodClosed,
    RecoveryReceived, RepaymentReceived, Reversed, SeedGrantReceived, SeedGrantReturned, ShortageFound, SurplusFound,
};
