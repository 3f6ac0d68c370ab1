//! The notes of đồng (mệnh giá).

use std::fmt;

use serde::{Serialize, Serializer};

use crate::catalogue::vietnamese;
use crate::money::{Balance, Money};

macro_rules! denominations {
    ($($name:ident $dong:literal $doc:literal;)+) => {
        /// A note of đồng (mệnh giá), the largest first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Denomination {
            $(
                #[doc = $doc]
                $name,
            )+
        }

        impl Denomination {
            /// All notes, the largest first.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Returns the value of the note, in đồng.
            #[must_use]
            pub const fn dong(self) -> u32 {
                match self {
                    $( Self::$name => $dong, )+
                }
            }
        }

        impl TryFrom<Money> for Denomination {
            type Error = DenominationError;

            fn try_from(money: Money) -> Result<Self, DenominationError> {
                match money.dong() {
                    $( $dong => Ok(Self::$name), )+
                    _ => Err(DenominationError { money }),
                }
            }
        }
    };
}

denominations! {
    D500000 500_000 "500 000 đồng.";
    D200000 200_000 "200 000 đồng.";
    D100000 100_000 "100 000 đồng.";
    D50000 50_000 "50 000 đồng.";
    D20000 20_000 "20 000 đồng.";
    D10000 10_000 "10 000 đồng.";
    D5000 5_000 "5 000 đồng.";
    D2000 2_000 "2 000 đồng.";
    D1000 1_000 "1 000 đồng.";
    D500 500 "500 đồng.";
    D200 200 "200 đồng.";
    D100 100 "100 đồng.";
}

/// A sum for which there is no note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no note of {money}")]
pub struct DenominationError {
    /// The sum that was given.
    pub money: Money,
}

vietnamese! { DenominationError,
    Self { money } => "không có tờ {money}" with [money];
}

impl fmt::Display for Denomination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Balance::new(self.dong().into()).fmt(f)
    }
}

impl Serialize for Denomination {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.dong())
    }
}
