//! The chart of accounts (hệ thống tài khoản) of a club.
//!
//! Assets and expenses have a debit balance; liabilities, funds and income a credit balance. Income and expenses are
//! nominal: the entry that books them also closes them into their fund. The account numbers are those of Vietnamese
//! regimes (Circulars 41/2022/TT-BTC and 24/2024/TT-BTC), as labels only: neither binds a village club.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::catalogue::{titles, vietnamese};
use crate::name::{LenderId, LoanId, MemberId};
use crate::wire;

/// A place where the club keeps money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The cash box (tiền mặt).
    Cash,
    /// The bank account (tiền gửi).
    Bank,
}

wire::words!(Place { Cash = "cash", Bank = "bank" });

titles!(Place { Cash = "Cash in the box" / "Tiền mặt", Bank = "In the bank" / "Tiền gửi ngân hàng" });

/// A fund (quỹ, nguồn vốn): the purpose that a part of the club's assets serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fund {
    /// The seed grant (vốn ban đầu). Lent, never spent.
    SeedGrant,
    /// The income-growth fund (Quỹ tăng thu nhập): capital earned or given. Lent, never spent.
    IncomeGrowth,
    /// The operating fund (Quỹ CLB, quỹ hoạt động): pays for the club's work.
    Operating,
}

/// A fund that income can go to and that can bear a shortage. Every club has both, with or without a seed grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClubFund {
    /// The income-growth fund (Quỹ tăng thu nhập).
    IncomeGrowth,
    /// The operating fund (Quỹ CLB, quỹ hoạt động).
    Operating,
}

wire::words!(ClubFund { IncomeGrowth = "income-growth", Operating = "operating" });

/// An area of spending of the operating fund: one of the eight areas of a club's work, or administration.
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

titles!(Area {
    IncomeGeneration = "Income generation" / "Tăng thu nhập",
    HealthCare = "Health care" / "Chăm sóc sức khỏe",
    HomeCare = "Home care" / "Chăm sóc tại nhà",
    CommunitySupport = "Community support" / "Hỗ trợ cộng đồng",
    Rights = "Rights" / "Bảo vệ quyền lợi",
    Communication = "Communication" / "Truyền thông nâng cao nhận thức",
    SpiritualLife = "Spiritual life" / "Chăm lo đời sống tinh thần",
    ResourceMobilisation = "Resource mobilisation" / "Vận động nguồn lực",
    Administration = "Administration" / "Chi quản lý",
});

impl Area {
    /// All nine areas, in the order of the format.
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

/// The class of an account. It decides on which side the account usually has its balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AccountClass {
    /// An asset (tài sản): money that the club has or is owed. Debit balance.
    Asset,
    /// A liability (nợ phải trả): money that the club owes. Credit balance.
    Liability,
    /// A fund (nguồn vốn). Credit balance.
    Fund,
    /// Income (thu). Credit balance.
    Income,
    /// An expense (chi). Debit balance.
    Expense,
    /// The clearing account of balances carried in from earlier books (số dư mang sang). Credit balance.
    Clearing,
}

impl AccountClass {
    /// Returns whether accounts of this class have a debit balance.
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
    /// `assets:shortages:<member>`, the shortage that a keeper of the cash box has to make good (phải thu bồi thường thiếu quỹ).
    Shortage(MemberId),
    /// `liabilities:borrowings:<lender>`, money lent to the club.
    Borrowing(LenderId),
    /// `funds:seed-grant` (vốn ban đầu).
    SeedGrant,
    /// `funds:income-growth` (Quỹ tăng thu nhập).
    IncomeGrowth,
    /// `funds:operating` (Quỹ CLB).
    Operating,
    /// `income:loan-interest` (tiền lãi thu được). Its balance is the interest collected and not yet allocated.
    LoanInterest,
    /// `income:dues` (hội phí).
    Dues,
    /// `income:donations` (tiền ủng hộ).
    Donations,
    /// `income:recoveries` (thu hồi nợ đã xóa sổ).
    Recoveries,
    /// `income:other` (thu khác).
    OtherIncome,
    /// `expenses:<area>` (chi hoạt động).
    Spending(Area),
    /// `expenses:loan-losses` (tổn thất cho vay).
    LoanLosses,
    /// `expenses:shortages` (thiếu quỹ).
    Shortages,
    /// `clearing:carried-in` (số dư mang sang). Its balance is zero once all balances of the earlier books are carried in.
    CarriedIn,
}

const LOANS: &str = "assets:loans:";
const ADVANCES: &str = "assets:advances:";
const SHORTAGES: &str = "assets:shortages:";
const BORROWINGS: &str = "liabilities:borrowings:";

impl Account {
    /// Returns its class.
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

    /// Returns its number in the Vietnamese chart of accounts, as a label.
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

    /// Returns the path of the control account: `assets:loans` for the account of any loan, and likewise for advances, shortages and
    /// borrowings. For every other account, its own path.
    #[must_use]
    pub fn control_path(&self) -> &'static str {
        self.path().trim_end_matches(':')
    }

    /// Returns the path, without the name of the loan, member or lender; it then ends in a colon.
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

/// The accounts that every club has, in the order of `ledger::fixed_index`: all but those of a loan, member or lender.
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

/// A path that is not that of an account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no account {path:?} in the chart")]
pub struct UnknownAccount {
    /// The path as it was given.
    pub path: String,
}

vietnamese! { UnknownAccount,
    Self { path } => "không có tài khoản {path:?} trong hệ thống tài khoản";
}
