//! The answers of the library itself to the questions of `sql/`. Each is a table with the columns of its query.
//!
//! The answers do not use the exported tables. [`Province`] adds up the clubs. It does not report loans lent twice; these are found in the
//! registers.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::Path;

use revolving_fund::chrono::NaiveDate;
use revolving_fund::province::{ClubSummary, Province, ReportOptions};
use revolving_fund::{Audit, Balance, Books, LoanStatus, Member, Share};

use crate::files::{Unread, Work, open, province_of};
use crate::tables::{capital_share, indicators, iso, name_key};

/// One answer: rows of text under the columns of a query.
pub(crate) struct Answer {
    pub(crate) name: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

/// A borrower to find in other clubs: province, normalised name and year of birth.
type Person = (String, String, u32);

/// The clubs of a country, audited.
pub(crate) struct Country {
    provinces: BTreeMap<String, Province>,
    /// All clubs together, whatever their province.
    all: Province,
    shares: BTreeMap<String, (Share, bool)>,
    borrowers: BTreeMap<Person, Vec<[String; 4]>>,
    unread: Vec<Unread>,
}

impl Country {
    /// Audits all clubs of a folder.
    ///
    /// # Errors
    ///
    /// If a club is counted twice, which the plan of the work excludes.
    pub(crate) fn of(folder: &Path, work: Work, as_of: Option<NaiveDate>) -> Result<Self, String> {
        let mut country = Self {
            provinces: BTreeMap::new(),
            all: Province::new(),
            shares: BTreeMap::new(),
            borrowers: BTreeMap::new(),
            unread: work.unread,
        };
        for file in work.shares.iter().flat_map(|share| &share.files) {
            let source = open(&folder.join(file)).map(BufReader::new);
            let audited = source.and_then(|source| match as_of {
                Some(day) => Audit::as_of(source, day),
                None => Audit::of(source),
            });
            match audited {
                Ok(audit) => country.add(file, &audit)?,
                Err(error) => country.unread.push(Unread::new(file, &error)),
            }
        }
        Ok(country)
    }

    fn add(&mut self, file: &str, audit: &Audit) -> Result<(), String> {
        self.unread.extend(Unread::of(file, audit));
        let Some(books) = audit.books() else { return Ok(()) };
        let club = books.header().club();
        let province = province_of(club).to_owned();
        self.all.add(file, audit).map_err(|error| error.to_string())?;
        let own = self.provinces.entry(province.clone()).or_default();
        own.add(file, audit).map_err(|error| error.to_string())?;
        self.shares.insert(club.to_string(), capital_share(books));
        self.look_at_borrowers(&province, books);
        Ok(())
    }

    fn look_at_borrowers(&mut self, province: &str, books: &Books) {
        for view in books.loans().filter(|view| view.status() == LoanStatus::Disbursed) {
            let id = view.loan().member();
            let member = books.register().member(id);
            let name = member.and_then(Member::name);
            let born = member.and_then(Member::born);
            let (Some(name), Some(born), true) = (name, born, view.outstanding().is_positive()) else { continue };
            let person = (province.to_owned(), name_key(name.as_str()), born.get());
            let club = books.header().club().to_string();
            let loan = [club, id.to_string(), view.id().to_string(), dong(view.outstanding())];
            self.borrowers.entry(person).or_default().push(loan);
        }
    }

    fn clubs(&self) -> impl Iterator<Item = (&str, &ClubSummary)> {
        self.provinces.iter().flat_map(|(name, province)| province.clubs().map(move |club| (name.as_str(), club)))
    }

    /// Returns whether every file was read to its end.
    pub(crate) fn is_whole(&self) -> bool {
        self.unread.is_empty()
    }

    /// Returns all answers, named as the queries.
    pub(crate) fn answers(&self) -> Vec<Answer> {
        vec![
            self.trial_balance(),
            self.par30_by_province(),
            self.fifty_fifty(),
            self.league_table(),
            self.outliers(),
            self.late_reporters(),
            self.lent_twice(),
            self.findings(),
            self.unread(),
        ]
    }

    fn trial_balance(&self) -> Answer {
        let accounts = self.all.accounts().into_iter();
        let rows = accounts.map(|(account, sums)| vec![account.to_owned(), dong(sums.debit), dong(sums.credit)]);
        Answer { name: "trial_balance", columns: &["account", "debit", "credit"], rows: rows.collect() }
    }

    fn par30_by_province(&self) -> Answer {
        let rows = self.provinces.iter().map(|(name, province)| {
            let par30 = province.par30();
            let hundredths = or_null(par30.hundredths_of_percent());
            vec![name.clone(), province.clubs().len().to_string(), dong(par30.part), dong(par30.whole), hundredths]
        });
        let columns = &["province", "clubs", "late", "outstanding", "hundredths_of_percent"];
        Answer { name: "par30_by_province", columns, rows: rows.collect() }
    }

    fn fifty_fifty(&self) -> Answer {
        let rows = self.clubs().filter_map(|(province, club)| {
            let (capital, operating) = (club.interest_to_capital, club.interest_to_operating);
            let (share, changed) = *self.shares.get(club.club.as_str())?;
            if capital == Balance::ZERO && operating == Balance::ZERO {
                return None;
            }
            // Both sides in hundred-millionths of a đồng, so that nothing is rounded.
            let share = i128::from(share.hundred_millionths());
            let got = capital.dong().saturating_mul(100_000_000);
            let due = [capital, operating].into_iter().sum::<Balance>().dong().saturating_mul(share);
            let verdict = match (changed, got.abs_diff(due) <= 100_000_000) {
                (true, _) => "share changed",
                (false, true) => "kept",
                (false, false) => "not kept",
            };
            let club = club.club.to_string();
            Some(vec![province.to_owned(), club, share.to_string(), dong(capital), dong(operating), verdict.to_owned()])
        });
        let columns = &["province", "club", "capital_share", "to_capital", "to_operating", "verdict"];
        Answer { name: "fifty_fifty", columns, rows: rows.collect() }
    }

    fn league_table(&self) -> Answer {
        let rows = self.clubs().map(|(province, club)| {
            let mut row = vec![province.to_owned(), club.club.to_string(), club.name.to_string()];
            row.extend([club.members, club.loans.borrowers, club.loans.disbursed].map(|count| count.to_string()));
            row.push(dong(club.loans.outstanding));
            let compared = indicators(club).map(|(indicator, name, _)| (name, or_null(indicator.of(club))));
            row.extend(compared.into_iter().filter(|(name, _)| *name != "members").map(|(_, value)| value));
            row.extend([club.finding_count(), club.warning_count()].map(|count| count.to_string()));
            row.push(or_null(club.last_record.map(iso)));
            row
        });
        let columns = &[
            "province",
            "club",
            "name",
            "members",
            "borrowers",
            "turns",
            "outstanding",
            "growth",
            "par30",
            "collection_rate",
            "utilisation",
            "average_loan",
            "findings",
            "warnings",
            "last_record",
        ];
        Answer { name: "league_table", columns, rows: rows.collect() }
    }

    fn outliers(&self) -> Answer {
        let names: BTreeMap<_, _> =
            self.all.clubs().next().map(indicators).into_iter().flatten().map(|(one, name, _)| (one, name)).collect();
        let rows = self.all.outliers().into_iter().map(|outlier| {
            let name = names.get(&outlier.indicator).copied().unwrap_or_default();
            let figures = [outlier.value, outlier.lower_quartile, outlier.upper_quartile];
            let figures = figures.map(|figure| figure.to_string());
            [name.to_owned(), outlier.club.to_string()].into_iter().chain(figures).collect()
        });
        let columns = &["indicator", "club", "value", "lower_quartile", "upper_quartile"];
        Answer { name: "outliers", columns, rows: rows.collect() }
    }

    fn late_reporters(&self) -> Answer {
        let silent = ReportOptions::default().silent(&self.all);
        let rows = silent.iter().map(|club| {
            vec![club.club.to_string(), or_null(club.last_record.map(iso)), or_null(club.last_activity.map(iso))]
        });
        Answer { name: "late_reporters", columns: &["club", "last_record", "last_activity"], rows: rows.collect() }
    }

    fn lent_twice(&self) -> Answer {
        let rows = self.borrowers.iter().filter(|(_, loans)| {
            let mut clubs = loans.iter().map(|[club, ..]| club);
            let first = clubs.next();
            clubs.any(|club| Some(club) != first)
        });
        let rows = rows.flat_map(|((province, name, born), loans)| {
            let person = [province.clone(), name.clone(), born.to_string()];
            loans.iter().map(move |loan| person.iter().chain(loan).cloned().collect())
        });
        let columns = &["province", "name_key", "born", "club", "member", "loan", "outstanding"];
        Answer { name: "lent_twice", columns, rows: rows.collect() }
    }

    fn findings(&self) -> Answer {
        let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for (province, club) in self.clubs() {
            for (code, count) in &club.findings {
                let sum = counts.entry((province, code.as_str())).or_default();
                *sum = sum.saturating_add(*count);
            }
        }
        let rows = counts
            .into_iter()
            .map(|((province, code), count)| vec![province.to_owned(), code.to_owned(), count.to_string()]);
        Answer { name: "findings", columns: &["province", "code", "findings"], rows: rows.collect() }
    }

    fn unread(&self) -> Answer {
        let rows = self.unread.iter().map(|unread| {
            let Unread { file, club, line, error, is_counted } = unread;
            vec![file.clone(), or_null(club.as_ref()), or_null(*line), error.clone(), is_counted.to_string()]
        });
        Answer { name: "unread", columns: &["file", "club", "line", "error", "is_counted"], rows: rows.collect() }
    }
}

impl Answer {
    /// Writes the answer as CSV: the columns, then the rows in the order of their bytes, which every program can reproduce.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn write(mut self, folder: &Path) -> Result<(), String> {
        let path = folder.join(format!("{}.csv", self.name));
        self.rows.sort();
        let write = || -> Result<(), csv::Error> {
            let mut table = csv::Writer::from_path(&path)?;
            table.write_record(self.columns)?;
            self.rows.iter().try_for_each(|row| table.write_record(row))?;
            Ok(table.flush()?)
        };
        write().map_err(|error| format!("{}: {error}", path.display()))
    }
}

fn dong(balance: Balance) -> String {
    balance.dong().to_string()
}

fn or_null(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
