//! A list of members who paid under one receipt.

use std::collections::HashSet;

use serde::{Deserialize, Deserializer, Serialize};

use crate::catalogue::vietnamese;
use crate::name::MemberId;
use crate::wire;

/// A list of 1 to 1 000 members, none of them twice.
///
/// ```
/// use revolving_fund::event::{MemberList, MemberListError};
/// let member: revolving_fund::MemberId = "M1".parse()?;
/// assert_eq!(MemberList::new(vec![member.clone(), member.clone()]), Err(MemberListError::Twice { member }));
/// # Ok::<(), revolving_fund::name::NameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct MemberList(Vec<MemberId>);

impl MemberList {
    /// The largest number of members in one list.
    pub const MOST: usize = 1_000;

    /// Checks a list of members.
    ///
    /// # Errors
    ///
    /// If it is empty, has more than 1 000 members, or one of them twice.
    pub fn new(members: Vec<MemberId>) -> Result<Self, MemberListError> {
        if members.is_empty() {
            return Err(MemberListError::Empty);
        }
        if members.len() > Self::MOST {
            return Err(MemberListError::TooMany);
        }
        let mut seen = HashSet::new();
        if let Some(twice) = members.iter().find(|member| !seen.insert(*member)) {
            return Err(MemberListError::Twice { member: twice.clone() });
        }
        Ok(Self(members))
    }

    /// Returns the members, in the order of the list.
    #[must_use]
    pub fn as_slice(&self) -> &[MemberId] {
        &self.0
    }

    /// Returns the number of members.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}

impl From<MemberId> for MemberList {
    fn from(member: MemberId) -> Self {
        Self(vec![member])
    }
}

impl TryFrom<Vec<MemberId>> for MemberList {
    type Error = MemberListError;

    fn try_from(members: Vec<MemberId>) -> Result<Self, MemberListError> {
        Self::new(members)
    }
}

impl<'de> Deserialize<'de> for MemberList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::list(deserializer, Self::MOST, Self::new)
    }
}

/// The reason for which a list of members is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MemberListError {
    /// No member.
    #[error("the list names no member")]
    Empty,
    /// More than 1 000 members.
    #[error("the list names more than 1000 members")]
    TooMany,
    /// A member named twice.
    #[error("the list names {member} twice")]
    Twice {
        /// The member.
        member: MemberId,
    },
}

vietnamese! { MemberListError,
    Self::Empty => "danh sách không có thành viên nào";
    Self::TooMany => "danh sách có hơn 1000 thành viên";
    Self::Twice { member } => "danh sách ghi {member} hai lần";
}
