//! The report of a reconciliation that an auditor reads and signs, in English, Vietnamese or both, on a terminal of 80 columns.

use std::fmt::{self, Display, Formatter};

use chrono::NaiveDate;

use super::{
    Ambiguity, BankReconciliation, BookItem, Column, ColumnRole, LimitReached, MatchedBy, OpenItem, Pairing, Proof,
    RefusedRow, StatementLine, Suspicion,
};

use crate::account::Area;
use crate::catalogue::Bilingual;
use crate::display::{InLanguage, Language, escaped};
use crate::event::EventKind;
use crate::money::Balance;
use crate::reconcile::signatures;

/// The width of a line, in characters.
const WIDTH: usize = 80;
/// The maximum number of characters in the text of an item.
const LONGEST_TEXT: usize = 200;

/// A line of the proof: its label in English and Vietnamese, and its amount in a column.
type ProofLine = (&'static str, &'static str, fn(&Column) -> Balance);

/// The report of a reconciliation in a language; its [`Display`] writes the report.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    reconciliation: &'a BankReconciliation,
    language: Language,
}

impl Display for BankReconciliation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.report(Language::Both).fmt(f)
    }
}

impl BankReconciliation {
    /// Returns the report in a language.
    #[must_use]
    pub const fn report(&self, language: Language) -> Report<'_> {
        Report { reconciliation: self, language }
    }
}

impl Display for Report<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Unwrapped(*self).to_string().lines().try_for_each(|line| write_wrapped(f, line))
    }
}

/// Returns the text of an item of the books, with the titles of its event and of an area of spending in place of their names.
fn titled(text: &str, language: Language) -> String {
    let in_language =
        |title: Bilingual| if language == Language::Vietnamese { title.vietnamese } else { title.english };
    let (name, about) = text.split_once(": ").map_or((text, None), |(name, about)| (name, Some(about)));
    let name = name.parse().map_or(name, |kind: EventKind| in_language(kind.title()));
    match about.map(|about| about.parse().map_or(about, |area: Area| in_language(area.title()))) {
        Some(about) => format!("{name}: {about}"),
        None => name.to_owned(),
    }
}

/// Writes a line; words beyond the width of a terminal go on the lines below, six columns farther to the right.
fn write_wrapped(f: &mut Formatter<'_>, line: &str) -> fmt::Result {
    let indent = line.chars().take_while(|c| *c == ' ').count().saturating_add(6);
    let mut rest = line.to_owned();
    while rest.chars().count() > WIDTH {
        let end = rest.char_indices().nth(WIDTH).map_or(rest.len(), |(at, _)| at);
        let blanks = rest.char_indices().take(WIDTH.saturating_add(1)).filter(|(at, c)| *c == ' ' && *at > indent);
        let blank = blanks.last().map(|(at, _)| at);
        // A word that is longer than a line is broken.
        let Some((first, behind)) = rest.split_at_checked(blank.unwrap_or(end)) else { break };
        writeln!(f, "{}", first.trim_end())?;
        rest = " ".repeat(indent) + behind.trim_start();
    }
    writeln!(f, "{rest}")
}

/// A report whose lines may be wider than a terminal.
struct Unwrapped<'a>(Report<'a>);

impl Display for Unwrapped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.write(f)
    }
}

impl Report<'_> {
    fn write(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let BankReconciliation { club, name, period, window, .. } = self.reconciliation;
        writeln!(f, "{}", self.label("Bank reconciliation", "đối chiếu tiền gửi ngân hàng"))?;
        writeln!(f, "{club}  {}", escaped(name.as_str()))?;
        let (from, through) = (self.day(period.from), self.day(period.through));
        writeln!(f, "{from} – {through}; {}: {window}", self.words("days apart at most", "số ngày lệch tối đa"))?;
        writeln!(f, "\n{}: {}", self.label("Result", "kết luận"), self.conclusion())?;
        writeln!(f, "\n{}", self.label("Proof, in đồng", "chứng minh số dư, đồng"))?;
        self.write_proof(f, &self.reconciliation.proof)?;
        self.write_statement(f)?;
        self.write_suspects(f)?;
        self.write_proposals(f)?;
        self.write_open(f)?;
        self.write_pairs(f)?;
        self.write_ambiguities(f)?;
        self.write_matches(f)?;
        self.write_limits(f)?;
        let titles = [("Treasurer", "thủ quỹ"), ("Chair", "chủ nhiệm"), ("Auditor", "người kiểm tra")];
        write!(f, "\n{}", signatures(self.language, titles))
    }
}

impl Report<'_> {
    fn label(&self, english: &str, vietnamese: &str) -> String {
        self.language.label(english, vietnamese)
    }

    fn day(&self, date: NaiveDate) -> String {
        InLanguage(&date, self.language).to_string()
    }

    /// Returns an amount without its unit: `-8,000,000` in English, else `-8.000.000`.
    fn number(&self, amount: Balance) -> String {
        self.language.number(&amount.dong().to_string())
    }

    /// Returns a sentence in the language of the report; in both languages, the Vietnamese one is on a second line.
    fn sentence(&self, english: &str, vietnamese: &str) -> String {
        match self.language {
            Language::Both => format!("{english}\n  {vietnamese}"),
            _ => self.short(english, vietnamese).to_owned(),
        }
    }

    /// Returns words within a line, which begin with a small letter; in both languages, the Vietnamese ones are in brackets.
    fn words(&self, english: &str, vietnamese: &str) -> String {
        match self.language {
            Language::Both => format!("{english} ({vietnamese})"),
            _ => self.short(english, vietnamese).to_owned(),
        }
    }

    /// Returns whether the statement has a column of charges and no balances, so that charges are not counted.
    fn has_unknown_charges(&self) -> bool {
        let BankReconciliation { columns, opening, closing, .. } = self.reconciliation;
        let has_charges = [ColumnRole::Fee, ColumnRole::Vat].iter().any(|role| columns.contains_key(role));
        has_charges && opening.is_none() && closing.is_none()
    }

    /// Returns the conclusion, with the number of items that need attention if not every item is matched.
    fn conclusion(&self) -> String {
        let it = self.reconciliation;
        let open = it.books_only.len().saturating_add(it.statement_only.len());
        let pairs = it.reversals.len().saturating_add(it.bank_reversals.len());
        let (suspects, proposals) = (it.suspects.len(), it.proposals.len());
        let counts = self.sentence(
            &format!("open {open}, suspected {suspects}, to confirm {proposals}, reversed {pairs}"),
            &format!("chưa khớp {open}, nghi vấn {suspects}, chờ xác nhận {proposals}, đảo {pairs}"),
        );
        let is_matched = it.is_all_matched();
        let result = if !it.is_complete() {
            self.sentence(
                "INCOMPLETE, rows refused or balances broken",
                "chưa đầy đủ, có dòng bị loại hoặc số dư không nối",
            )
        } else if it.proof.bank.is_none() {
            self.sentence("NOT PROVED, the statement has no balances", "chưa chứng minh được, sao kê không có số dư")
        } else if !it.proof.holds() {
            self.sentence("NOT PROVED, a difference is not explained", "chưa khớp, còn chênh lệch chưa giải thích được")
        } else if is_matched {
            self.sentence("everything agrees", "khớp hoàn toàn")
        } else {
            self.sentence("the balances are proved, items are to be looked at", "số dư đã khớp, còn khoản phải xem xét")
        };
        let result = if self.has_unknown_charges() {
            let charges = self.sentence(
                "charges are not added to the amounts: no balances show whether to",
                "chưa cộng phí vào số tiền: không có số dư để biết có phải cộng",
            );
            format!("{result}\n  {charges}")
        } else {
            result
        };
        if is_matched { result } else { format!("{result}\n  {counts}") }
    }

    fn write_proof(&self, f: &mut Formatter<'_>, proof: &Proof) -> fmt::Result {
        let row = |f: &mut Formatter<'_>, label: String, books: Option<Balance>, bank: Option<Balance>| {
            let number = |amount: Option<Balance>| amount.map_or_else(|| "–".to_owned(), |amount| self.number(amount));
            writeln!(f, "  {label:<46}{:>16}{:>16}", number(books), number(bank))
        };
        writeln!(f, "  {:<46}{:>16}{:>16}", "", self.short("books", "sổ sách"), self.short("bank", "ngân hàng"))?;
        let lines: [ProofLine; 6] = [
            ("Opening balance", "số dư đầu kỳ", |column| column.opening),
            ("Movements", "phát sinh trong kỳ", |column| column.movements),
            ("Closing balance", "số dư cuối kỳ", |column| column.closing),
            ("+ only on the other side", "chỉ bên kia có", |column| column.only_elsewhere),
            ("+ suspected differences", "chênh lệch nghi vấn", |column| column.suspected),
            ("Adjusted balance", "số dư điều chỉnh", |column| column.adjusted),
        ];
        for (english, vietnamese, of) in lines {
            row(f, self.label(english, vietnamese), Some(of(&proof.books)), proof.bank.as_ref().map(of))?;
        }
        let Some((unexplained, difference)) = proof.unexplained.zip(proof.difference) else {
            let none = self.label("No balances in the statement", "sao kê không có số dư");
            return writeln!(f, "  {none}");
        };
        let mut note = |english: &str, vietnamese: &str, amount: Balance| {
            row(f, self.label(english, vietnamese), None, Some(amount))
        };
        note("Difference, bank less books", "chênh lệch", difference)?;
        if unexplained.at_opening != Balance::ZERO {
            note("- at the opening", "từ số dư đầu kỳ", unexplained.at_opening)?;
        }
        if unexplained.in_statement != Balance::ZERO {
            note("- inside the statement", "trong sao kê", unexplained.in_statement)?;
        }
        Ok(())
    }

    /// Returns a word in one language, where there is no room for two: in Vietnamese if the report is in Vietnamese only, else in English.
    fn short<'a>(&self, english: &'a str, vietnamese: &'a str) -> &'a str {
        if self.language == Language::Vietnamese { vietnamese } else { english }
    }

    fn heading(&self, f: &mut Formatter<'_>, english: &str, vietnamese: &str, count: usize) -> fmt::Result {
        writeln!(f, "\n{}: {count}", self.label(english, vietnamese))
    }

    fn write_statement(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let it = self.reconciliation;
        self.heading(f, "Movements read from the statement", "số dòng giao dịch đọc được", it.rows_read)?;
        for (role, heading) in &it.columns {
            let title = role.title();
            let role = self.short(title.english, title.vietnamese);
            writeln!(f, "  {role:<14} {}", cut(heading, WIDTH.saturating_sub(17)))?;
        }
        if it.outside > 0 {
            let outside = self.words("outside the period, left aside", "ngoài kỳ, không xét");
            writeln!(f, "  {outside}: {}", it.outside)?;
        }
        if !it.passed_over.is_empty() {
            let passed = self.words("rows without money, passed over", "dòng không phải giao dịch, bỏ qua");
            writeln!(f, "  {passed}: {}", numbers(&it.passed_over))?;
        }
        if !it.refused.is_empty() {
            self.heading(f, "ROWS REFUSED", "dòng bị loại", it.refused.len())?;
            it.refused.iter().try_for_each(|row| self.write_refused(f, row))?;
        }
        if !it.breaks.is_empty() {
            self.heading(f, "BALANCES THAT DO NOT FOLLOW", "số dư không nối tiếp", it.breaks.len())?;
            for fault in &it.breaks {
                let (found, expected) = (self.number(fault.found), self.number(fault.expected));
                let expects = self.short("expected", "phải là");
                writeln!(f, "  {} {}: {found}, {expects} {expected}", self.short("line", "dòng"), fault.line)?;
            }
        }
        if it.seems_month_first {
            let hint = self.label("The dates seem to be month/day/year", "ngày có vẻ ghi tháng trước ngày sau");
            writeln!(f, "\n{hint}: --month-first")?;
        }
        Ok(())
    }

    fn write_refused(&self, f: &mut Formatter<'_>, row: &RefusedRow) -> fmt::Result {
        if self.language != Language::Vietnamese {
            writeln!(f, "  {row}")?;
        }
        let reason = row.reason.vietnamese();
        match (self.language, row.column) {
            (Language::English, _) => Ok(()),
            (Language::Both, _) => writeln!(f, "    {reason}"),
            (_, Some(column)) => {
                let [heading, found] =
                    [&row.heading, &row.found].map(|text| escaped(text.as_deref().unwrap_or_default()));
                writeln!(f, "  dòng {}, cột {column} ({heading}), \"{found}\": {reason}", row.line)
            }
            (_, None) => writeln!(f, "  dòng {}: {reason}", row.line),
        }
    }

    fn write_suspects(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let suspects = &self.reconciliation.suspects;
        if suspects.is_empty() {
            return Ok(());
        }
        self.heading(f, "Suspected to be the same", "nghi là một khoản", suspects.len())?;
        for suspect in suspects {
            let why = match suspect.why {
                Suspicion::AmountDiffers => self.words("same document, another amount", "cùng chứng từ, khác số tiền"),
                Suspicion::DateFar => self.words("same amount, days too far apart", "cùng số tiền, ngày cách xa"),
                Suspicion::DigitsExchanged => self.words("two digits exchanged", "đảo hai chữ số"),
                Suspicion::NetOfFee => self.words("less a small charge", "đã trừ phí"),
            };
            let difference = self.words("difference", "chênh lệch");
            writeln!(f, "  {why}; {difference} {}", self.number(suspect.difference))?;
            self.write_book(f, &suspect.book)?;
            self.write_line(f, &suspect.statement)?;
            self.write_others(f, suspect.others)?;
        }
        Ok(())
    }

    fn write_proposals(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let proposals = &self.reconciliation.proposals;
        if proposals.is_empty() {
            return Ok(());
        }
        self.heading(f, "To confirm: these add up", "chờ xác nhận: cộng lại bằng nhau", proposals.len())?;
        for proposal in proposals {
            self.write_pairing(f, &proposal.pairing)?;
            self.write_others(f, proposal.others)?;
        }
        Ok(())
    }

    fn write_others(&self, f: &mut Formatter<'_>, others: usize) -> fmt::Result {
        if others == 0 {
            return Ok(());
        }
        let label = self.words("other ways that would do as well", "cách ghép khác cũng đúng");
        writeln!(f, "      {label}: {others}")
    }

    fn write_open(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let BankReconciliation { books_only, statement_only, .. } = self.reconciliation;
        self.heading(f, "In the books only", "chỉ có trên sổ sách", books_only.len())?;
        books_only.iter().try_for_each(|item| self.write_book(f, item))?;
        self.heading(f, "In the statement only", "chỉ có trên sao kê", statement_only.len())?;
        statement_only.iter().try_for_each(|line| self.write_line(f, line))
    }

    fn write_pairs(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let BankReconciliation { reversals, bank_reversals, .. } = self.reconciliation;
        if !reversals.is_empty() {
            self.heading(
                f,
                "Reversed in the books, not at the bank",
                "bút toán đảo, ngân hàng không có",
                reversals.len(),
            )?;
            for pair in reversals {
                self.write_book(f, &pair.record)?;
                self.write_book(f, &pair.reversal)?;
            }
        }
        if !bank_reversals.is_empty() {
            self.heading(
                f,
                "Taken back by the bank, not in the books",
                "ngân hàng hoàn lại, sổ không có",
                bank_reversals.len(),
            )?;
            for pair in bank_reversals {
                self.write_line(f, &pair.line)?;
                self.write_line(f, &pair.reversal)?;
            }
        }
        Ok(())
    }

    fn write_ambiguities(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let ambiguities = &self.reconciliation.ambiguities;
        if ambiguities.is_empty() {
            return Ok(());
        }
        self.heading(f, "AMBIGUOUS, any may have any line", "ghép cách nào cũng đúng", ambiguities.len())?;
        for Ambiguity { books, statement } in ambiguities {
            let ids: Vec<&str> = books.iter().map(|item| item.id.as_str()).take(6).collect();
            let more = books.len().saturating_sub(ids.len());
            let more = if more > 0 { format!(" +{more}") } else { String::new() };
            let lines: Vec<u64> = statement.iter().map(|line| line.line).collect();
            writeln!(f, "  {}{more} = {} {}", ids.join(", "), self.short("lines", "dòng"), numbers(&lines))?;
        }
        Ok(())
    }

    fn write_matches(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let matches = &self.reconciliation.matches;
        self.heading(f, "Matched", "đã khớp", matches.len())?;
        let kinds = [
            (MatchedBy::Document, "by document", "theo số chứng từ"),
            (MatchedBy::AmountAndDate, "by amount and date", "theo số tiền và ngày"),
            (MatchedBy::SameDay, "several of one day", "gộp trong ngày"),
            (MatchedBy::CarriedForward, "carried forward, by amount", "kỳ trước chuyển sang"),
        ];
        for (by, english, vietnamese) in kinds {
            let mut found = matches.iter().filter(|matched| matched.by == by).peekable();
            if found.peek().is_some() {
                writeln!(f, "  {}", self.words(english, vietnamese))?;
            }
            found.try_for_each(|matched| self.write_pairing(f, &matched.pairing))?;
        }
        Ok(())
    }

    fn write_limits(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let limits = &self.reconciliation.limits;
        if limits.is_empty() {
            return Ok(());
        }
        self.heading(f, "Sums searched in part only", "mới tìm tổng một phần", limits.len())?;
        for LimitReached { item, near, searched, found } in limits {
            match item {
                OpenItem::Books(item) => self.write_book(f, item)?,
                OpenItem::Statement(line) => self.write_line(f, line)?,
            }
            let label = self.label(
                &format!("of at least {near} near it the nearest {searched} searched, {found} sum(s)"),
                &format!("trong ít nhất {near} khoản gần đó đã tìm {searched}, {found} tổng"),
            );
            writeln!(f, "      {label}")?;
        }
        Ok(())
    }

    fn write_pairing(&self, f: &mut Formatter<'_>, pairing: &Pairing) -> fmt::Result {
        pairing.books.iter().try_for_each(|item| self.write_book(f, item))?;
        pairing.statement.iter().try_for_each(|line| self.write_line(f, line))
    }

    fn write_book(&self, f: &mut Formatter<'_>, item: &BookItem) -> fmt::Result {
        let text = titled(&item.text, self.language);
        let text = match &item.note {
            Some(note) => format!("{text} ({note})"),
            None => text,
        };
        self.write_item(f, self.short("books", "sổ"), item.id.as_str(), item.date, item.amount, &text)
    }

    fn write_line(&self, f: &mut Formatter<'_>, line: &StatementLine) -> fmt::Result {
        let place = format!("{} {}", self.short("line", "dòng"), line.line);
        let text = [line.reference.as_str(), &line.description].join(" ");
        self.write_item(f, self.short("bank", "NH"), &place, line.date, line.amount, text.trim())
    }

    fn write_item(
        &self,
        f: &mut Formatter<'_>,
        side: &str,
        place: &str,
        date: NaiveDate,
        amount: Balance,
        text: &str,
    ) -> fmt::Result {
        let carried = if date < self.reconciliation.period.from {
            format!("[{}] ", self.short("carried forward", "kỳ trước"))
        } else {
            String::new()
        };
        let item = format!("    {side:<5} {place:<12} {:>10} {:>15}  {carried}", self.day(date), self.number(amount));
        // The text is the evidence for a match, so it goes on below rather than being cut.
        writeln!(f, "{}", format!("{item}{}", cut(text, LONGEST_TEXT)).trim_end())
    }
}

/// Returns numbers of lines, consecutive ones as a range: `2, 5–9`. After the tenth range, the number of further ranges follows: `+3`.
fn numbers(lines: &[u64]) -> String {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for line in lines {
        match ranges.last_mut() {
            Some((_, last)) if last.saturating_add(1) == *line => *last = *line,
            _ => ranges.push((*line, *line)),
        }
    }
    let more = ranges.len().saturating_sub(10);
    let range = |(first, last): (u64, u64)| if first == last { first.to_string() } else { format!("{first}–{last}") };
    let shown = ranges.into_iter().take(10).map(range);
    let shown = shown.collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown} +{more}") } else { shown }
}

/// Returns a text as a terminal can show it; a longer one than `most` characters is cut and ends with `…`.
fn cut(text: &str, most: usize) -> String {
    let text = escaped(text);
    if text.chars().count() <= most {
        return text;
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
