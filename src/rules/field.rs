//! The field that a refusal is about, so that a form can show the refusal beside it.

use super::breach::{Breach, Contradiction};
use crate::event::EventKind;

/// Returns the name of the field that has to change for a record to keep the rule; `None` if there is no single one. `kind` is `None`
/// for a payment that was split and not booked.
pub(super) const fn field_of(breach: &Breach, kind: Option<EventKind>) -> Option<&'static str> {
    Some(match breach {
        Breach::DuplicateId { .. } => "id",
        Breach::DateOutOfOrder { .. } | Breach::PeriodClosed { .. } | Breach::DateInFuture { .. } => "date",
        Breach::PeriodOutOfPlace { .. } => "through",
        Breach::UnknownRecord { .. } | Breach::Irreversible { .. } => "record",
        Breach::CarryInInvalid(Contradiction::Over { field, .. } | Contradiction::Late { field, .. }) => field,
        Breach::CarryInInvalid(Contradiction::NoMonths) | Breach::TermTooLong { .. } => "months",
        Breach::NotAMember { .. } if matches!(kind, Some(EventKind::DuesReceived)) => "members",
        Breach::NotAMember { .. } if matches!(kind, Some(EventKind::LoanDisbursed)) => "loan",
        Breach::NotAMember { .. }
        | Breach::MemberExists { .. }
        | Breach::MemberOwes { .. }
        | Breach::TooManyLoans { .. }
        | Breach::OwesWrittenOff { .. } => "member",
        Breach::LoanExists { .. } | Breach::UnknownLoan { .. } | Breach::LoanNotOpen { .. } => "loan",
        Breach::RateOverCeiling { .. } => "monthly_rate",
        Breach::PaidOnInvalid { .. } => "paid_on",
        Breach::PrincipalOverOutstanding { .. } | Breach::LoanCapExceeded { .. } | Breach::NothingReceived { .. } => {
            "principal"
        }
        Breach::InterestOverAccrued { .. } if matches!(kind, Some(EventKind::InterestWaived)) => "amount",
        Breach::InterestOverAccrued { .. } | Breach::InterestUnpaid { .. } => "interest",
        Breach::SeedGrantExceeded { .. } if matches!(kind, Some(EventKind::FundsCarriedIn)) => "seed_grant_received",
        Breach::SeedGrantExceeded { .. } => "amount",
        Breach::OverRecovered { .. }
        | Breach::OverRepaid { .. }
        | Breach::AdvanceExceeded { .. }
        | Breach::ShortageExceeded { .. }
        | Breach::OverRestored { .. }
        | Breach::CapitalExhausted { .. }
        | Breach::GrantShort { .. }
        | Breach::LendableExceeded { .. }
        | Breach::OperatingExceeded { .. }
        | Breach::Overdraft { .. }
        | Breach::AmountOutOfRange => return amount_of(kind),
        Breach::DespiteNeedless { .. } => "despite",
        Breach::SequenceGap { .. }
        | Breach::ChainBroken { .. }
        | Breach::CarryInOpen { .. }
        | Breach::NothingToAllocate
        | Breach::EntryMismatch { .. }
        | Breach::DateOutOfRange { .. }
        | Breach::BooksFull { .. }
        | Breach::App(_) => return None,
    })
}

/// Returns the field that determines the amount of money that moves: the amount, or the loan or record in which it is found; `None` for
/// funds carried in, which have several, and where no amount is stated.
const fn amount_of(kind: Option<EventKind>) -> Option<&'static str> {
    match kind {
        None => None,
        Some(EventKind::LoanCarriedIn) => Some("outstanding"),
        Some(EventKind::LoanDisbursed | EventKind::LoanWrittenOff) => Some("loan"),
        Some(EventKind::Reversed) => Some("record"),
        Some(kind) => kind.amount_field(),
    }
}
