//! A shortage borne by a fund is decided by the meeting and has its minutes. A keeper answers for the box without them.

use revolving_fund::event::{Bearer, ShortageFound};
use revolving_fund::{Amount, ClubFund, Place};

fn main() {
    let bearer = Bearer::Fund { fund: ClubFund::IncomeGrowth };
    let _ = ShortageFound { place: Place::Cash, amount: Amount::MIN, bearer };
    let _ = ShortageFound { place: Place::Cash, amount: Amount::MIN };
}
