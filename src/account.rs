//! The chart of accounts (hệ thống tài khoản) of a club.
//!
//! Assets and expenses have a debit balance; liabilities, funds and income a credit balance. Income and expenses are
//! nominal: the entry that books them also closes them into their fund. The account numbers are those of Vietnamese
//! regimes (Circulars 41/2022/TT-BTC and 24/2024/TT-BTC), as labels only: neither binds a village club.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::name::{LenderId, LoanId, MemberId};
use crate::wire;

/// Where the club's money lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The cash box (tiền mặt).
    Cash,
    /// The bank account (tiền gửi).
    Bank,
}

wire::words!(Place { Cash = "cash", Bank = "bank" });

/// A fund (quỹ, nguồn vốn): what the club's assets are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fund {
    /// The seed grant (vốn ban đầu). Lent, never spent.
    SeedGrant,
    /// The income-growth fund (Quỹ tăng thu nhập): capital earned or given. Lent, never spent.
    IncomeGrowth,
    /// The operating fund (Quỹ CLB, quỹ hoạt động): pays for the club's work.
    Operating,
}

/// One of the two funds that every club keeps, to which income can be given and which can bear a shortage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClubFund {
    /// The income-growth fund (Quỹ tăng thu nhập).
    IncomeGrowth,
    /// The operating fund (Quỹ CLB, quỹ hoạt động).
    Operating,
}

wire::words!(ClubFund { IncomeGrowth = "income-growth", Operating = "operating" });

/// What the operating fund is spent on: one of the eight areas of a club's work, or its administration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Area {
    /// Tăng thu nhập.
    IncomeGeneration,
    /// Chăm sóc sức khỏe.
    HealthCare,
    /// Chăm sóc tại nhà.
    HomeCare,
    /// Hỗ trợ cộng đồng.
    CommunitySupport,
    /// Bảo vệ quyền lợi.
    Rights,
    /// Truyền thông nâng cao nhận thức.
    Communication,
    /// Chăm lo đời sống tinh thần.
    SpiritualLife,
    /// Vận động nguồn lực.
    ResourceMobilisation,
    /// The club's own paper, stamps and travel (hành chính).
    Administration,
}

wire::words!(Area { IncomeGeneration = "income-generation", HealthCare = "health-care", HomeCare = "home-care", CommunitySupport = "community-support", Rights = "rights", Communication = "communication", SpiritualLife = "spiritual-life", ResourceMobilisation = "resource-mobilisation", Administration = "administration" });

impl Area {
    /// All nine.
    pub const ALL: [Self; 9] = [
        Self::IncomeGeneration,
        Self::HealthCare,
        Self::HomeCare,
        Self::CommunitySupport,
        Self::Rights,
        Self::Communication,
        Self::SpiritualLife,
        Self::ResourceMobilisation,
        Self::Administration,
    ];

    const fn path(self) -> &'static str {
        match self {
            Self::IncomeGeneration => "expenses:income-generation",
            Self::HealthCare => "expenses:health-care",
            Self::HomeCare => "expenses:home-care",
            Self::CommunitySupport => "expenses:community-support",
            Self::Rights => "expenses:rights",
            Self::Communication => "expenses:communication",
            Self::SpiritualLife => "expenses:spiritual-life",
            Self::ResourceMobilisation => "expenses:resource-mobilisation",
            Self::Administration => "expenses:administration",
        }
    }
}

/// What kind of account it is, and with that which side its balance is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AccountClass {
    /// What the club has or is owed (tài sản). Debit balance.
    Asset,
    /// What the club owes (nợ phải trả). Credit balance.
    Liability,
    /// What the assets are for (nguồn vốn). Credit balance.
    Fund,
    /// What came in (thu). Credit balance.
    Income,
    /// What went out (chi). Debit balance.
    Expense,
    /// What is being carried in from earlier books (số dư mang sang). Credit balance.
    Clearing,
}

impl AccountClass {
    /// Whether its accounts have a debit balance.
    #[must_use]
    pub const fn is_debit(self) -> bool {
        matches!(self, Self::Asset | Self::Expense)
    }
}

/// An account of the club. In JSON and in print, its path: `assets:loans:V001`.
///
/// ```
/// use revolving_fund::Account;
/// let account: Account = "assets:loans:V001".parse()?;
/// assert_eq!((account.number(), account.class().is_debit()), ("1283", true));
/// assert!("assets:gold".parse::<Account>().is_err());
/// # Ok::<(), revolving_fund::account::UnknownAccount>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Account {
    /// `assets:cash`, the cash box (tiền mặt).
    Cash,
    /// `assets:bank`, the bank account (tiền gửi).
    Bank,
    /// `assets:loans:<loan>`, the principal (gốc) a member owes on one loan.
    Loan(LoanId),
    /// `assets:advances:<member>`, money of the operating fund that a member has to account for (tạm ứng).
    Advance(MemberId),
    /// `assets:shortages:<member>`, what a keeper of the box has to make good (phải thu bồi thường thiếu quỹ).
    Shortage(MemberId),
    /// `liabilities:borrowings:<lender>`, money lent to the club.
    Borrowing(LenderId),
    /// `funds:seed-grant` (vốn ban đầu).
    SeedGrant,
    /// `funds:income-growth` (Quỹ tăng thu nhập).
    IncomeGrowth,
    /// `funds:operating` (Quỹ CLB).
    Operating,
    /// `income:loan-interest` (tiền lãi thu được). May hold what is collected and not yet allocated.
    LoanInterest,
    /// `income:dues` (hội phí).
    Dues,
    /// `income:donations` (tiền ủng hộ).
    Donations,
    /// `income:recoveries` (thu hồi nợ đã xóa).
    Recoveries,
    /// `income:other` (thu khác).
    OtherIncome,
    /// `expenses:<area>` (chi hoạt động).
    Spending(Area),
    /// `expenses:loan-losses` (tổn thất cho vay).
    LoanLosses,
    /// `expenses:shortages` (thiếu quỹ).
    Shortages,
    /// `clearing:carried-in` (số dư mang sang), zero whenever a carrying-in is complete.
    CarriedIn,
}

const LOANS: &str = "assets:loans:";
const ADVANCES: &str = "assets:advances:";
const SHORTAGES: &str = "assets:shortages:";
const BORROWINGS: &str = "liabilities:borrowings:";

impl Account {
    /// Its class.
    #[must_use]
    pub const fn class(&self) -> AccountClass {
        match self {
            Self::Cash | Self::Bank | Self::Loan(_) | Self::Advance(_) | Self::Shortage(_) => AccountClass::Asset,
            Self::Borrowing(_) => AccountClass::Liability,
            Self::SeedGrant | Self::IncomeGrowth | Self::Operating => AccountClass::Fund,
            Self::LoanInterest | Self::Dues | Self::Donations | Self::Recoveries | Self::OtherIncome => {
                AccountClass::Income
            }
            Self::Spending(_) | Self::LoanLosses | Self::Shortages => AccountClass::Expense,
            Self::CarriedIn => AccountClass::Clearing,
        }
    }

    /// Its number in the Vietnamese chart of accounts, as a label.
    #[must_use]
    pub const fn number(&self) -> &'static str {
        match self {
            Self::Cash => "111",
            Self::Bank => "112",
            Self::Loan(_) => "1283",
            Self::Advance(_) => "141",
            Self::Shortage(_) => "1388",
            Self::Borrowing(_) => "341",
            Self::SeedGrant => "431.1",
            Self::IncomeGrowth => "431.2",
            Self::Operating => "431.3",
            Self::LoanInterest => "515",
            Self::Dues | Self::Donations | Self::Recoveries | Self::OtherIncome => "518",
            Self::Spending(_) | Self::LoanLosses | Self::Shortages => "618",
            Self::CarriedIn => "000",
        }
    }

    /// Returns the path under which many accounts together are shown: `assets:loans` for each account of a loan; advances, shortages
    /// and borrowings alike. Every other account has its own path.
    #[must_use]
    pub fn control_path(&self) -> &'static str {
        self.path().trim_end_matches(':')
    }

    /// The path of an account that bears no name of a loan or lender.
    pub(crate) const fn path(&self) -> &'static str {
        match self {
            Self::Cash => "assets:cash",
            Self::Bank => "assets:bank",
            Self::Loan(_) => LOANS,
            Self::Advance(_) => ADVANCES,
            Self::Shortage(_) => SHORTAGES,
            Self::Borrowing(_) => BORROWINGS,
            Self::SeedGrant => "funds:seed-grant",
            Self::IncomeGrowth => "funds:income-growth",
            Self::Operating => "funds:operating",
            Self::LoanInterest => "income:loan-interest",
            Self::Dues => "income:dues",
            Self::Donations => "income:donations",
            Self::Recoveries => "income:recoveries",
            Self::OtherIncome => "income:other",
            Self::Spending(area) => area.path(),
            Self::LoanLosses => "expenses:loan-losses",
            Self::Shortages => "expenses:shortages",
            Self::CarriedIn => "clearing:carried-in",
        }
    }
}

/// The accounts that every club has, without those of loans and lenders, in the order of [`fixed_index`].
pub(crate) const FIXED: [Account; 22] = [
    Account::Cash,
    Account::Bank,
    Account::SeedGrant,
    Account::IncomeGrowth,
    Account::Operating,
    Account::LoanInterest,
    Account::Dues,
    Account::Donations,
    Account::Recoveries,
    Account::OtherIncome,
    Account::LoanLosses,
    Account::Shortages,
    Account::Spending(Area::IncomeGeneration),
    Account::Spending(Area::HealthCare),
    Account::Spending(Area::HomeCare),
    Account::Spending(Area::CommunitySupport),
    Account::Spending(Area::Rights),
    Account::Spending(Area::Communication),
    Account::Spending(Area::SpiritualLife),
    Account::Spending(Area::ResourceMobilisation),
    Account::Spending(Area::Administration),
    Account::CarriedIn,
];

impl From<Place> for Account {
    fn from(place: Place) -> Self {
        match place {
            Place::Cash => Self::Cash,
            Place::Bank => Self::Bank,
        }
    }
}

impl From<Fund> for Account {
    fn from(fund: Fund) -> Self {
        match fund {
            Fund::SeedGrant => Self::SeedGrant,
            Fund::IncomeGrowth => Self::IncomeGrowth,
            Fund::Operating => Self::Operating,
        }
    }
}

impl From<ClubFund> for Account {
    fn from(fund: ClubFund) -> Self {
        match fund {
            ClubFund::IncomeGrowth => Self::IncomeGrowth,
            ClubFund::Operating => Self::Operating,
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Loan(loan) => f.pad(&format!("{LOANS}{loan}")),
            Self::Advance(member) => f.pad(&format!("{ADVANCES}{member}")),
            Self::Shortage(member) => f.pad(&format!("{SHORTAGES}{member}")),
            Self::Borrowing(lender) => f.pad(&format!("{BORROWINGS}{lender}")),
            fixed => f.pad(fixed.path()),
        }
    }
}

impl FromStr for Account {
    type Err = UnknownAccount;

    fn from_str(path: &str) -> Result<Self, UnknownAccount> {
        let named = || -> Option<Self> {
            if let Some(loan) = path.strip_prefix(LOANS) {
                return loan.parse().ok().map(Self::Loan);
            }
            if let Some(member) = path.strip_prefix(ADVANCES) {
                return member.parse().ok().map(Self::Advance);
            }
            if let Some(member) = path.strip_prefix(SHORTAGES) {
                return member.parse().ok().map(Self::Shortage);
            }
            if let Some(lender) = path.strip_prefix(BORROWINGS) {
                return lender.parse().ok().map(Self::Borrowing);
            }
            FIXED.iter().find(|account| account.path() == path).cloned()
        };
        named().ok_or_else(|| UnknownAccount { path: path.to_owned() })
    }
}

impl Serialize for Account {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Loan(_) | Self::Advance(_) | Self::Shortage(_) | Self::Borrowing(_) => serializer.collect_str(self),
            fixed => serializer.serialize_str(fixed.path()),
        }
    }
}

/// A path that names no account of the chart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no account {path:?} in the chart")]
pub struct UnknownAccount {
    /// The path as it was given.
    pub path: String,
}
