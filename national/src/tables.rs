//! The tables, and the rows of an audited club in each.
//!
//! Every table but `unread` is partitioned by province. Sums are in đồng; a column may be NULL where the books have no value.

use revolving_fund::chrono::NaiveDate;
use revolving_fund::count::Year;
use revolving_fund::province::{ClubSummary, Indicator, Proportion};
use revolving_fund::report::{CashPosition, FundBalances, Portfolio};
use revolving_fund::{Audit, Books, Event, LoanId, MemberId, Record, Share, name};
use unicode_normalization::UnicodeNormalization;

use crate::table::Kind::{Amount, Balance, Count, Day, Flag, Text};
use crate::table::{Table, TableWriter, row};

/// One row per club: its figures on the day of its audit, as in [`ClubSummary`].
pub(crate) static CLUBS: Table = Table {
    name: "clubs",
    columns: &[
        ("club", Text),
        ("name", Text),
        ("file", Text),
        ("opened", Day),
        ("as_of", Day),
        ("records", Count),
        ("last_record", Day),
        ("last_activity", Day),
        ("head", Text),
        ("members", Count),
        ("seed_grant", Balance),
        ("income_growth", Balance),
        ("operating", Balance),
        ("borrowings", Balance),
        ("unallocated_interest", Balance),
        ("carried_in", Balance),
        ("lendable", Balance),
        ("cash", Balance),
        ("bank", Balance),
        ("advances", Balance),
        ("shortages", Balance),
        ("loans_disbursed", Count),
        ("disbursed_amount", Balance),
        ("outstanding", Balance),
        ("par30", Balance),
        ("fallen_due", Balance),
        ("paid", Balance),
        ("granted", Balance),
        // The share of interest that grows the capital, in hundred-millionths, and whether the charter ever changed it.
        ("capital_share", Count),
        ("share_changed", Flag),
        // The line at which reading stopped; the figures cover the lines before.
        ("error", Text),
    ],
};

/// One row per line after the header.
pub(crate) static RECORDS: Table = Table {
    name: "records",
    columns: &[
        ("club", Text),
        // The line of the file, counted from 1; the header is line 1. A file that is not sound may have a `seq` twice.
        ("line", Count),
        ("seq", Count),
        ("id", Text),
        ("dated", Day),
        ("kind", Text),
        ("amount", Amount),
        ("paid_on", Day),
        ("loan", Text),
        ("member", Text),
        ("counterparty", Text),
        ("note", Text),
        // True if it was applied and is not reversed.
        ("in_effect", Flag),
    ],
};

/// One row per transfer of an entry (bút toán).
pub(crate) static TRANSFERS: Table = Table {
    name: "transfers",
    columns: &[
        ("club", Text),
        ("line", Count),
        ("dated", Day),
        ("debit", Text),
        ("credit", Text),
        // The same with loans, advances, shortages and lenders as control accounts.
        ("debit_account", Text),
        ("credit_account", Text),
        ("amount", Amount),
    ],
};

/// One row per loan that was ever approved or carried in.
pub(crate) static LOANS: Table = Table {
    name: "loans",
    columns: &[
        ("club", Text),
        ("loan", Text),
        // The present debtor, and the member for whom it was approved.
        ("member", Text),
        ("first_member", Text),
        ("status", Text),
        ("is_carried_in", Flag),
        ("principal", Amount),
        ("months", Count),
        // In hundred-millionths of the principal.
        ("monthly_rate", Count),
        ("approved_on", Day),
        ("begun_on", Day),
        ("outstanding", Balance),
        ("principal_due", Balance),
        ("interest_due", Balance),
        ("days_past_due", Count),
        ("times_rescheduled", Count),
        ("interest_paid", Balance),
        ("written_off", Balance),
        ("recovered", Balance),
    ],
};

/// One row per member who ever joined or was named.
pub(crate) static MEMBERS: Table = Table {
    name: "members",
    columns: &[
        ("club", Text),
        ("member", Text),
        ("name", Text),
        // The name as `name_key` makes it, to compare it with others.
        ("name_key", Text),
        ("born", Count),
        ("gender", Text),
        ("circumstances", Text),
        ("joined_on", Day),
        ("left_on", Day),
        ("is_present", Flag),
        ("open_loans", Count),
        ("exposure", Balance),
    ],
};

/// One row per finding: a rule that a record breaks (sai phạm).
pub(crate) static FINDINGS: Table = Table {
    name: "findings",
    columns: &[
        ("club", Text),
        ("line", Count),
        ("seq", Count),
        ("id", Text),
        ("code", Text),
        ("is_despite", Flag),
        ("english", Text),
        ("vietnamese", Text),
    ],
};

/// One row per warning (lưu ý); `seq` is NULL if it concerns the books as a whole.
pub(crate) static WARNINGS: Table =
    Table { name: "warnings", columns: &[("club", Text), ("seq", Count), ("code", Text)] };

/// One row for each of the six figures by which clubs are compared. `value` is as printed, in hundredths of a percent, members or đồng;
/// NULL if the club has none. A percentage has its numerator and denominator beside it.
pub(crate) static INDICATORS: Table = Table {
    name: "indicators",
    columns: &[("club", Text), ("indicator", Text), ("value", Balance), ("part", Balance), ("whole", Balance)],
};

/// One row per file that could not be opened or read to its end, or whose club is counted already. Not partitioned, because the club
/// may be unknown.
pub(crate) static UNREAD: Table = Table {
    name: "unread",
    columns: &[
        ("file", Text),
        ("club", Text),
        ("line", Count),
        ("error", Text),
        // True if the lines before the error are in the other tables.
        ("is_counted", Flag),
    ],
};

/// The tables of clubs, in the order of [`Rows`].
pub(crate) static OF_CLUBS: [&Table; 8] =
    [&CLUBS, &RECORDS, &TRANSFERS, &LOANS, &MEMBERS, &FINDINGS, &WARNINGS, &INDICATORS];

/// The parts of the tables of clubs that are being written.
pub(crate) struct Rows<'w> {
    pub(crate) clubs: &'w mut TableWriter,
    pub(crate) records: &'w mut TableWriter,
    pub(crate) transfers: &'w mut TableWriter,
    pub(crate) loans: &'w mut TableWriter,
    pub(crate) members: &'w mut TableWriter,
    pub(crate) findings: &'w mut TableWriter,
    pub(crate) warnings: &'w mut TableWriter,
    pub(crate) indicators: &'w mut TableWriter,
}

impl Rows<'_> {
    /// Writes all rows of a club.
    pub(crate) fn club(&mut self, file: &str, audit: &Audit, books: &Books) -> Result<(), String> {
        let Some(summary) = ClubSummary::of(file, audit) else { return Ok(()) };
        self.summary(&summary, books)?;
        let club = summary.club.as_str();
        self.records(club, books)?;
        self.loans(club, books)?;
        self.members(club, books)?;
        for finding in audit.findings() {
            self.findings.row(row![
                club,
                finding.line,
                u32::from(finding.seq),
                finding.id.as_str(),
                finding.code.as_str(),
                finding.is_despite,
                finding.breach.to_string(),
                finding.breach.vietnamese().to_string(),
            ])?;
        }
        for warning in audit.warnings() {
            self.warnings.row(row![club, warning.seq.map(u32::from), warning.code.as_str()])?;
        }
        for (indicator, name, proportion) in indicators(&summary) {
            let value = indicator.of(&summary).map(revolving_fund::Balance::new);
            self.indicators.row(row![
                club,
                name,
                value,
                proportion.map(|proportion| proportion.part),
                proportion.map(|proportion| proportion.whole),
            ])?;
        }
        Ok(())
    }

    fn summary(&mut self, summary: &ClubSummary, books: &Books) -> Result<(), String> {
        let FundBalances {
            seed_grant,
            income_growth,
            operating,
            borrowings,
            unallocated_interest,
            carried_in,
            lendable,
            ..
        } = summary.funds;
        let CashPosition { cash, bank, advances, shortages, .. } = summary.money;
        let Portfolio { disbursed, disbursed_amount, outstanding, par30, .. } = summary.loans;
        let (share, share_changed) = capital_share(books);
        self.clubs.row(row![
            summary.club.as_str(),
            summary.name.as_str(),
            summary.file.as_str(),
            summary.opened,
            summary.as_of,
            summary.records,
            summary.last_record,
            summary.last_activity,
            summary.head.to_string(),
            summary.members,
            seed_grant,
            income_growth,
            operating,
            borrowings,
            unallocated_interest,
            carried_in,
            lendable,
            cash,
            bank,
            advances,
            shortages,
            disbursed,
            disbursed_amount,
            outstanding,
            par30,
            summary.collection_rate().whole,
            summary.collection_rate().part,
            summary.granted(),
            share.hundred_millionths(),
            share_changed,
            summary.error.as_ref().map(ToString::to_string),
        ])
    }

    fn records(&mut self, club: &str, books: &Books) -> Result<(), String> {
        // Both lists are in the order of the file, and the second is a part of the first.
        let mut in_effect = books.records_in_effect().peekable();
        for (line, record) in (2_u64..).zip(books.records()) {
            let is_in_effect = in_effect.next_if(|next| std::ptr::eq::<Record>(*next, record)).is_some();
            let event = &record.event;
            self.records.row(row![
                club,
                line,
                u32::from(record.seq),
                record.id.as_str(),
                record.date,
                event.kind().name(),
                event.amount(),
                event.paid_on(),
                event.loan().map(LoanId::as_str),
                event.member().map(MemberId::as_str),
                event.counterparty(),
                record.note.as_ref().map(name::Text::as_str),
                is_in_effect,
            ])?;
            for transfer in record.entry.transfers() {
                self.transfers.row(row![
                    club,
                    line,
                    record.date,
                    transfer.debit.to_string(),
                    transfer.credit.to_string(),
                    transfer.debit.control_path(),
                    transfer.credit.control_path(),
                    transfer.amount,
                ])?;
            }
        }
        Ok(())
    }

    fn loans(&mut self, club: &str, books: &Books) -> Result<(), String> {
        for view in books.loans() {
            let (loan, course, owed) = (view.loan(), view.loan().course(), view.owed());
            self.loans.row(row![
                club,
                view.id().as_str(),
                loan.member().as_str(),
                loan.first_member().as_str(),
                view.status().to_string(),
                loan.is_carried_in(),
                loan.principal(),
                loan.terms().map(|terms| terms.months.get()),
                loan.terms().map(|terms| terms.monthly_rate.hundred_millionths()),
                loan.approved_on(),
                loan.begun_on(),
                owed.outstanding,
                owed.principal_due,
                owed.interest_due,
                view.days_past_due(),
                course.times_rescheduled(),
                course.interest_paid(),
                course.written_off(),
                course.recovered(),
            ])?;
        }
        Ok(())
    }

    fn members(&mut self, club: &str, books: &Books) -> Result<(), String> {
        for (id, member) in books.register().members() {
            self.members.row(row![
                club,
                id.as_str(),
                member.name().map(name::Text::as_str),
                member.name().map(|name| name_key(name.as_str())),
                member.born().map(Year::get),
                member.gender().map(|gender| gender.to_string()),
                member.circumstances().map(|circumstances| circumstances.to_string()),
                member.joined_on(),
                member.left_on(),
                member.is_present(),
                member.open_loans(),
                member.exposure(),
            ])?;
        }
        Ok(())
    }
}

/// Returns the share of interest that grows the capital under the current charter, and whether it was ever different.
pub(crate) fn capital_share(books: &Books) -> (Share, bool) {
    let share = books.charter().interest.to_income_growth;
    let amended = books.records().filter_map(|record| match &record.event {
        Event::CharterAmended(amended) => Some(&amended.charter),
        _ => None,
    });
    let first = std::iter::once(books.header().charter());
    let changed = first.chain(amended.map(|charter| &**charter)).any(|then| then.interest.to_income_growth != share);
    (share, changed)
}

/// Returns the six figures by which clubs are compared, their names in SQL, and for a percentage its numerator and denominator.
pub(crate) fn indicators(summary: &ClubSummary) -> [(Indicator, &'static str, Option<Proportion>); 6] {
    [
        (Indicator::Growth, "growth", Some(summary.growth())),
        (Indicator::Par30, "par30", Some(summary.par30())),
        (Indicator::CollectionRate, "collection_rate", Some(summary.collection_rate())),
        (Indicator::Utilisation, "utilisation", Some(summary.utilisation())),
        (Indicator::Members, "members", None),
        (Indicator::AverageLoan, "average_loan", None),
    ]
}

/// Returns a name normalised for comparison: composed (NFC), in lower case, with single spaces.
pub(crate) fn name_key(name: &str) -> String {
    let composed: String = name.nfc().collect::<String>().to_lowercase().nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Formats a date as SQL prints it: `2025-03-31`.
pub(crate) fn iso(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::name_key;

    #[test]
    fn a_name_is_the_same_however_it_was_typed() {
        let composed = "Nguyễn Thị Hòa";
        let decomposed = "NGUYE\u{302}\u{303}N  THI\u{323} HO\u{300}A ";
        assert_eq!(name_key(composed), name_key(decomposed));
        assert_ne!(name_key("Nguyễn Thị Hoa"), name_key(composed), "accents distinguish names");
    }
}
