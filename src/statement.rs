//! Statements by name, computed from the bytes of a file and its audit.

use std::fmt;
use std::io;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use crate::account::{Place, UnknownAccount};
use crate::audit::{Audit, ErrorReport, FindingReport, Warning};
use crate::books::Books;
use crate::calendar::{Month, Period, iso_or_null};
use crate::catalogue::vietnamese;
use crate::count::{ProjectionYears, Year};
use crate::digest::Digest;
use crate::money::{Amount, Balance, Money};
use crate::name::{ClubId, LoanId, MemberId};
use crate::rate::{ProjectionRate, Share};
use crate::report::{
    AccountLedger, Advances, Ageing, Arrears, Assumptions, BooksOfPeriod, Borrowings, CashBook, Confirmations,
    Corrections, DemandCollectionBalance, DrillDown, Dues, Figure, FundChanges, IncomeAndExpenditure, Indicators,
    JournalStatement, LedgerAccount, LoanCard, LoanRegister, Maturities, MemberStatement, Members, MonthReport, NoTape,
    PeriodTrialBalance, Position, Projection, ReceiptsAndPayments, Tape, Traced,
};
use crate::wire;

/// The name of a statement.
///
/// ```
/// use revolving_fund::statement::{Statement, StatementOptions};
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let mut file = Vec::new();
/// # club()?.write(&mut file)?;
/// let options = StatementOptions { loan: Some("V1".parse()?), ..StatementOptions::default() };
/// let card = "loan_card".parse::<Statement>().map_err(|_| "no such statement")?.of("books.jsonl", &file, &options)?;
/// assert!(card.is_clean());
/// assert!(card.to_string().contains(r#""outstanding": 6000000"#)); // JSON, for programs
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the statements of the module `report`")]
pub enum Statement {
    Position,
    Income,
    CashBook,
    ReceiptsPayments,
    FundChanges,
    Journal,
    AccountLedger,
    TrialBalance,
    Advances,
    Borrowings,
    Dues,
    Members,
    Corrections,
    LoanRegister,
    LoanCard,
    MemberStatement,
    Ageing,
    Arrears,
    Maturities,
    Confirmations,
    Dcb,
    Indicators,
    MonthReport,
    Projection,
}

wire::words!(Statement {
    Position = "position",
    Income = "income",
    CashBook = "cash_book",
    ReceiptsPayments = "receipts_payments",
    FundChanges = "fund_changes",
    Journal = "journal",
    AccountLedger = "account_ledger",
    TrialBalance = "trial_balance",
    Advances = "advances",
    Borrowings = "borrowings",
    Dues = "dues",
    Members = "members",
    Corrections = "corrections",
    LoanRegister = "loan_register",
    LoanCard = "loan_card",
    MemberStatement = "member_statement",
    Ageing = "ageing",
    Arrears = "arrears",
    Maturities = "maturities",
    Confirmations = "confirmations",
    Dcb = "dcb",
    Indicators = "indicators",
    MonthReport = "month_report",
    Projection = "projection",
});

impl Statement {
    /// All statements, in the order of the guide.
    pub const ALL: [Self; 24] = [
        Self::Position,
        Self::Income,
        Self::CashBook,
        Self::ReceiptsPayments,
        Self::FundChanges,
        Self::Journal,
        Self::AccountLedger,
        Self::TrialBalance,
        Self::Advances,
        Self::Borrowings,
        Self::Dues,
        Self::Members,
        Self::Corrections,
        Self::LoanRegister,
        Self::LoanCard,
        Self::MemberStatement,
        Self::Ageing,
        Self::Arrears,
        Self::Maturities,
        Self::Confirmations,
        Self::Dcb,
        Self::Indicators,
        Self::MonthReport,
        Self::Projection,
    ];

    /// Returns whether the statement covers a period, a month or a day.
    const fn span(self) -> Span {
        match self {
            Self::Income
            | Self::CashBook
            | Self::ReceiptsPayments
            | Self::FundChanges
            | Self::Journal
            | Self::AccountLedger
            | Self::TrialBalance
            | Self::Advances
            | Self::Borrowings
            | Self::Corrections
            | Self::MemberStatement
            | Self::Dcb
            | Self::Indicators => Span::Period,
            Self::MonthReport => Span::Month,
            Self::Position
            | Self::Dues
            | Self::Members
            | Self::LoanRegister
            | Self::LoanCard
            | Self::Ageing
            | Self::Arrears
            | Self::Maturities
            | Self::Confirmations
            | Self::Projection => Span::Day,
        }
    }
}

/// The time that a statement covers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Span {
    Day,
    Period,
    Month,
}

/// The options of a statement. An option that it does not use is ignored; `None` means the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "named like the options of the statements in the guide")]
pub struct StatementOptions {
    /// The day of a statement at a date; by default the latest date of the file.
    pub as_of: Option<NaiveDate>,
    /// The first day of a period; by default the day on which the books were opened.
    pub from: Option<NaiveDate>,
    /// The last day of a period; by default the latest date of the file.
    pub through: Option<NaiveDate>,
    /// The month of the month's report; by default that of the latest date.
    pub month: Option<Month>,
    pub loan: Option<LoanId>,
    pub member: Option<MemberId>,
    pub account: Option<String>,
    pub place: Option<Place>,
    pub year: Option<Year>,
    pub years: Option<ProjectionYears>,
    pub share_lent: Option<Share>,
    pub monthly_rate: Option<ProjectionRate>,
    pub loss_rate: Option<Share>,
    pub share_to_growth: Option<Share>,
    pub spend: Option<Money>,
    pub principal: Option<Amount>,
}

/// A statement with the books that it was computed from.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct StatementReport<'a, V = StatementValue> {
    /// The name of the file, as given.
    pub file: &'a str,
    /// The club; `None` if the header could not be read.
    pub club: Option<ClubId>,
    /// The name of the statement.
    pub statement: Statement,
    /// The first day of its period; `None` for a statement at a date.
    #[serde(serialize_with = "iso_or_null")]
    pub from: Option<NaiveDate>,
    /// Its last day.
    #[serde(serialize_with = "iso_or_null")]
    pub through: Option<NaiveDate>,
    /// The number of records up to that day.
    pub records: usize,
    /// The head of the books on that day.
    pub head: Option<Digest>,
    /// The line that could not be read, if the records up to that day do not end before it.
    pub error: Option<ErrorReport>,
    /// The number of findings, including those that records name in `despite`.
    pub findings: usize,
    /// The number of warnings.
    pub warnings: usize,
    /// The value of the statement; `None` if the header could not be read.
    pub value: Option<V>,
}

impl<'a, V> StatementReport<'a, V> {
    /// Returns the same report with another value, computed from this one.
    ///
    /// # Errors
    ///
    /// If `compute` fails.
    pub fn try_map<W, E>(self, compute: impl FnOnce(V) -> Result<W, E>) -> Result<StatementReport<'a, W>, E> {
        Ok(StatementReport {
            file: self.file,
            club: self.club,
            statement: self.statement,
            from: self.from,
            through: self.through,
            records: self.records,
            head: self.head,
            error: self.error,
            findings: self.findings,
            warnings: self.warnings,
            value: self.value.map(compute).transpose()?,
        })
    }

    /// Returns whether the books have no finding and could be read as far as the statement needs.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.findings == 0 && self.error.is_none()
    }
}

impl Statement {
    /// Computes the statement from the bytes of a file.
    ///
    /// # Errors
    ///
    /// If a period ends before it begins, a necessary option (loan, member or account) is missing, or it is not in the books.
    pub fn of<'a>(
        self,
        file: &'a str,
        bytes: &[u8],
        options: &StatementOptions,
    ) -> Result<StatementReport<'a>, StatementError> {
        self.report(file, bytes, options, |audit, books, period| self.value(audit, books, period, options, NoTape))
    }

    /// Computes the statement from the bytes of a file, with the records behind each of its figures.
    ///
    /// # Errors
    ///
    /// As [`Statement::of`], and if an amount does not fit into 64 bits.
    ///
    /// ```
    /// use revolving_fund::report::Explained;
    /// use revolving_fund::statement::{Statement, StatementOptions};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let bytes = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/books/first-year.jsonl"));
    /// let report = Statement::LoanRegister.drill_down("first-year.jsonl", bytes, &StatementOptions::default())?;
    /// let register = report.value.ok_or("the file cannot be read")?;
    /// let Explained::Sum { records, amount, .. } = register.explain("rows[0].outstanding")? else {
    ///     return Err("not a sum".into());
    /// };
    /// assert_eq!(records.iter().map(|record| record.amount).sum::<revolving_fund::Balance>(), amount);
    /// assert_eq!(records[0].record.event.to_string(), "loan_disbursed");
    /// # Ok(())
    /// # }
    /// ```
    pub fn drill_down<'a>(
        self,
        file: &'a str,
        bytes: &[u8],
        options: &StatementOptions,
    ) -> Result<StatementReport<'a, DrillDown>, StatementError> {
        self.report(file, bytes, options, |audit, books, period| {
            let value = serde_json::to_value(self.value::<Balance>(audit, books, period, options, NoTape)?);
            let tape = Tape::default();
            let traced = serde_json::to_value(self.value::<Traced<'_>>(audit, books, period, options, &tape)?);
            let (Ok(value), Ok(traced)) = (value, traced) else { return Err(StatementError::AmountOutOfRange) };
            Ok(DrillDown::new(self.as_str(), value, traced, tape.into_steps(), books))
        })
    }

    /// Reads the books as of the day of the statement, and computes its value.
    fn report<'a, V>(
        self,
        file: &'a str,
        bytes: &[u8],
        options: &StatementOptions,
        compute: impl FnOnce(&Audit, &Books, Period) -> Result<V, StatementError>,
    ) -> Result<StatementReport<'a, V>, StatementError> {
        let whole = Audit::of(bytes)?;
        let Some(books) = whole.books() else { return Ok(self.without_header(file, &whole)) };
        let (latest, opened) = (books.day(), books.header().opened());
        let (from, through) = match self.span() {
            Span::Day => (None, options.as_of.unwrap_or(latest)),
            Span::Period => {
                let through = options.through.unwrap_or(latest);
                (Some(options.from.unwrap_or(opened.min(through))), through)
            }
            Span::Month => {
                let month = options.month.map_or_else(|| month_of(latest), Ok)?;
                (Some(month.first_day()), month.last_day())
            }
        };
        if let Some(from) = from.filter(|from| *from > through) {
            return Err(StatementError::Backward { from, through });
        }
        let audit = Audit::as_of(bytes, through)?;
        let Some(books) = audit.books() else {
            debug_assert!(false, "the header could be read before");
            return Ok(self.without_header(file, &audit));
        };
        let period = Period { from: from.unwrap_or(through), through };
        let value = compute(&audit, books, period)?;
        Ok(StatementReport {
            file,
            club: Some(books.header().club().clone()),
            statement: self,
            from,
            through: Some(through),
            records: books.records().len(),
            head: Some(books.head()),
            error: audit.error_report(),
            findings: audit.findings().len(),
            warnings: audit.warnings().len(),
            value: Some(value),
        })
    }

    /// Returns the report of a file whose header cannot be read.
    fn without_header<'a, V>(self, file: &'a str, audit: &Audit) -> StatementReport<'a, V> {
        StatementReport {
            file,
            club: None,
            statement: self,
            from: None,
            through: None,
            records: 0,
            head: None,
            error: audit.error_report(),
            findings: 0,
            warnings: 0,
            value: None,
        }
    }

    fn value<A: Figure>(
        self,
        audit: &Audit,
        books: &Books,
        period: Period,
        options: &StatementOptions,
        tape: A::Tape,
    ) -> Result<StatementValue<A>, StatementError> {
        let of_period = || {
            BooksOfPeriod::new(books, period)
                .map_err(|_| StatementError::Backward { from: period.from, through: period.through })
        };
        Ok(match self {
            Self::Position => StatementValue::Position(Box::new(Position::compute(books, tape))),
            Self::Income => StatementValue::Income(Box::new(IncomeAndExpenditure::compute(&of_period()?, tape))),
            Self::CashBook => StatementValue::CashBook(Box::new(CashBook::compute(
                &of_period()?,
                options.place.unwrap_or(Place::Cash),
                tape,
            ))),
            Self::ReceiptsPayments => {
                StatementValue::ReceiptsPayments(Box::new(ReceiptsAndPayments::compute(&of_period()?, tape)))
            }
            Self::FundChanges => StatementValue::FundChanges(Box::new(FundChanges::compute(&of_period()?, tape))),
            Self::Journal => StatementValue::Journal(Box::new(JournalStatement::compute(&of_period()?, tape))),
            Self::AccountLedger => {
                let account = options.account.as_deref().ok_or(StatementError::Missing { option: "account" })?;
                StatementValue::AccountLedger(Box::new(AccountLedger::compute(
                    &of_period()?,
                    LedgerAccount::from_str(account)?,
                    tape,
                )))
            }
            Self::TrialBalance => {
                StatementValue::TrialBalance(Box::new(PeriodTrialBalance::compute(&of_period()?, tape)))
            }
            Self::Advances => StatementValue::Advances(Box::new(Advances::compute(&of_period()?, tape))),
            Self::Borrowings => StatementValue::Borrowings(Box::new(Borrowings::compute(&of_period()?, tape))),
            Self::Dues => StatementValue::Dues(Box::new(Dues::compute(books, options.year, tape))),
            Self::Members => StatementValue::Members(Box::new(Members::compute(books, tape))),
            Self::Corrections => StatementValue::Corrections(Box::new(Corrections::compute(&of_period()?, tape))),
            Self::LoanRegister => StatementValue::LoanRegister(Box::new(LoanRegister::compute(books, tape))),
            Self::LoanCard => {
                let loan = options.loan.as_ref().ok_or(StatementError::Missing { option: "loan" })?;
                let card = LoanCard::compute(books, loan, tape);
                StatementValue::LoanCard(Box::new(
                    card.ok_or_else(|| StatementError::UnknownLoan { loan: loan.clone() })?,
                ))
            }
            Self::MemberStatement => {
                let member = options.member.as_ref().ok_or(StatementError::Missing { option: "member" })?;
                let statement = MemberStatement::compute(&of_period()?, member, tape);
                StatementValue::MemberStatement(Box::new(
                    statement.ok_or_else(|| StatementError::UnknownMember { member: member.clone() })?,
                ))
            }
            Self::Ageing => StatementValue::Ageing(Box::new(Ageing::compute(books, tape))),
            Self::Arrears => StatementValue::Arrears(Box::new(Arrears::compute(books, tape))),
            Self::Maturities => StatementValue::Maturities(Box::new(Maturities::compute(books, tape))),
            Self::Confirmations => StatementValue::Confirmations(Box::new(Confirmations::compute(books, tape))),
            Self::Dcb => StatementValue::Dcb(Box::new(DemandCollectionBalance::compute(&of_period()?, tape))),
            Self::Indicators => StatementValue::Indicators(Box::new(Indicators::compute(&of_period()?, tape))),
            Self::MonthReport => {
                let month = month_of(period.through)?;
                StatementValue::MonthReport(Box::new(AuditedMonthReport {
                    report: MonthReport::compute(books, month, tape),
                    findings: audit.finding_reports(),
                    warnings: audit.warnings().to_vec(),
                }))
            }
            Self::Projection => StatementValue::Projection(Box::new(Projection::of(books, options.assumptions(books)))),
        })
    }
}

/// The value of a statement.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged, bound(serialize = "A: Figure"))]
#[non_exhaustive]
#[allow(missing_docs, reason = "the statements of the module `report`")]
pub enum StatementValue<A = Balance> {
    Position(Box<Position<A>>),
    Income(Box<IncomeAndExpenditure<A>>),
    CashBook(Box<CashBook<A>>),
    ReceiptsPayments(Box<ReceiptsAndPayments<A>>),
    FundChanges(Box<FundChanges<A>>),
    Journal(Box<JournalStatement<A>>),
    AccountLedger(Box<AccountLedger<A>>),
    TrialBalance(Box<PeriodTrialBalance<A>>),
    Advances(Box<Advances<A>>),
    Borrowings(Box<Borrowings<A>>),
    Dues(Box<Dues<A>>),
    Members(Box<Members<A>>),
    Corrections(Box<Corrections<A>>),
    LoanRegister(Box<LoanRegister<A>>),
    LoanCard(Box<LoanCard<A>>),
    MemberStatement(Box<MemberStatement<A>>),
    Ageing(Box<Ageing<A>>),
    Arrears(Box<Arrears<A>>),
    Maturities(Box<Maturities<A>>),
    Confirmations(Box<Confirmations<A>>),
    Dcb(Box<DemandCollectionBalance<A>>),
    Indicators(Box<Indicators<A>>),
    Projection(Box<Projection>),
    MonthReport(Box<AuditedMonthReport<A>>),
}

/// The report of a month, with the findings and warnings of the audit as of its last day.
#[derive(Clone, Debug, Serialize)]
#[serde(bound(serialize = "A: Figure"))]
pub struct AuditedMonthReport<A = Balance> {
    /// The report.
    #[serde(flatten)]
    pub report: MonthReport<A>,
    findings: Vec<FindingReport>,
    /// The warnings.
    pub warnings: Vec<Warning>,
}

impl StatementOptions {
    fn assumptions(&self, books: &Books) -> Assumptions {
        let usual = Assumptions::of(books);
        Assumptions {
            years: self.years.unwrap_or(usual.years),
            share_lent: self.share_lent.unwrap_or(usual.share_lent),
            monthly_rate: self.monthly_rate.unwrap_or(usual.monthly_rate),
            loss_rate: self.loss_rate.unwrap_or(usual.loss_rate),
            share_to_growth: self.share_to_growth.unwrap_or(usual.share_to_growth),
            spend: self.spend.unwrap_or(usual.spend),
            loan: self.principal.unwrap_or(usual.loan),
        }
    }
}

/// Returns the month of a day.
fn month_of(day: NaiveDate) -> Result<Month, StatementError> {
    Month::of(day).map_err(|_| StatementError::NoMonth { day })
}

/// The reason for which a statement cannot be computed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// The source of the bytes failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The period ends before it begins.
    #[error("the period ends on {through}, before it begins on {from}")]
    Backward {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        through: NaiveDate,
    },
    /// An option that the statement needs is missing.
    #[error("the statement needs the option `{option}`")]
    Missing {
        /// The field of [`StatementOptions`].
        option: &'static str,
    },
    /// The loan is not in the books on that day.
    #[error("there is no loan {loan} in the books on that day")]
    UnknownLoan {
        /// The loan.
        loan: LoanId,
    },
    /// The member is not in the books on that day.
    #[error("there is no member {member} in the books on that day")]
    UnknownMember {
        /// The member.
        member: MemberId,
    },
    /// The path is not that of an account.
    #[error(transparent)]
    UnknownAccount(#[from] UnknownAccount),
    /// An amount does not fit into 64 bits, so that it cannot be drilled down.
    #[error("an amount of the statement is beyond 64 bits")]
    AmountOutOfRange,
    /// A month's report of a day before 1900 or after 2999. Books have no such day; with a month as option, it is not computed.
    #[error("{day} is in no month from 1900 to 2999, name the month of the report")]
    NoMonth {
        /// The day.
        day: NaiveDate,
    },
}

vietnamese! { StatementError,
    Self::Io(error) => "không đọc được: {error}";
    Self::Backward { from, through } => "kỳ kết thúc ngày {through}, trước ngày bắt đầu {from}" with [from, through];
    Self::Missing { option } => "báo cáo này cần tùy chọn `{option}`";
    Self::UnknownLoan { loan } => "không có khoản vay {loan} trong sổ vào ngày đó";
    Self::UnknownMember { member } => "không có thành viên {member} trong sổ vào ngày đó";
    Self::UnknownAccount(error) => "{error}" with [error];
    Self::AmountOutOfRange => "có số tiền vượt quá 64 bit";
    Self::NoMonth { day } => "ngày {day} không thuộc tháng nào từ năm 1900 đến 2999, hãy nêu tháng của báo cáo" with [day];
}

impl<V: Serialize> fmt::Display for StatementReport<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}
