//! The reconciliation as an auditor signs it: English, and Vietnamese beside it.

use std::fmt::{self, Display, Formatter};

use super::{
    BankReconciliation, BookItem, Column, LimitReached, Match, MatchedBy, OpenItem, Pairing, Proof, StatementLine,
    Suspicion,
};
use crate::money::Balance;

/// The most characters of a text on a line.
const WIDTH: usize = 56;

impl Display for BankReconciliation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "Bank reconciliation (bảng đối chiếu tiền gửi ngân hàng)")?;
        writeln!(f, "{}  {}", self.club, self.name)?;
        writeln!(f, "{}, matched within {} day(s)\n", self.period, self.window)?;
        writeln!(f, "Proof (chứng minh số dư)\n{}", self.proof)?;
        self.write_statement_faults(f)?;
        self.write_open(f)?;
        self.write_suspects(f)?;
        self.write_reversals(f)?;
        self.write_matches(f)?;
        self.write_limits(f)?;
        writeln!(f, "  Result (kết luận): {}\n", self.conclusion())?;
        writeln!(f, "  {:<31} {:<31} Auditor (người kiểm tra)", "Treasurer (thủ quỹ)", "Chair (chủ nhiệm)")
    }
}

impl BankReconciliation {
    fn conclusion(&self) -> &'static str {
        if self.is_settled() {
            "everything agrees (khớp hoàn toàn)"
        } else if !self.is_complete() {
            "INCOMPLETE: the statement is not whole (chưa đầy đủ: sao kê có dòng không đọc được hoặc số dư không khớp)"
        } else if self.proof.holds() {
            "the balances are proved, the items above are open (số dư đã khớp, còn khoản treo nêu trên)"
        } else {
            "NOT PROVED: a difference is not explained (chưa khớp: còn chênh lệch chưa giải thích được)"
        }
    }

    fn write_statement_faults(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.outside > 0 {
            writeln!(f, "Rows outside the period, left aside (dòng ngoài kỳ): {}\n", self.outside)?;
        }
        if !self.unreadable.is_empty() {
            writeln!(f, "ROWS LEFT OUT (dòng không đọc được): {}", self.unreadable.len())?;
            self.unreadable.iter().try_for_each(|row| writeln!(f, "  {row}"))?;
            writeln!(f)?;
        }
        if !self.breaks.is_empty() {
            writeln!(f, "BALANCES THAT DO NOT FOLLOW (số dư không liên tục): {}", self.breaks.len())?;
            for fault in &self.breaks {
                writeln!(f, "  line {}: the balance is {}, expected {}", fault.line, fault.found, fault.expected)?;
            }
            writeln!(f)?;
        }
        Ok(())
    }

    fn write_open(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "In the books only (chỉ có trên sổ sách): {}", self.books_only.len())?;
        for item in &self.books_only {
            let carried = if item.date < self.period.from { CARRIED } else { "" };
            writeln!(f, "  {}{carried}", Item(item))?;
        }
        writeln!(f, "\nIn the statement only (chỉ có trên sao kê): {}", self.statement_only.len())?;
        for line in &self.statement_only {
            let carried = if line.date < self.period.from { CARRIED } else { "" };
            writeln!(f, "  {}{carried}", Line(line))?;
        }
        writeln!(f)
    }

    fn write_suspects(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.suspects.is_empty() {
            return Ok(());
        }
        writeln!(f, "Suspected to be the same (nghi là một khoản): {}", self.suspects.len())?;
        for suspect in &self.suspects {
            let difference = suspect.difference;
            writeln!(f, "  {}, difference (chênh lệch) {difference}", words(suspect.why))?;
            writeln!(f, "    {}\n    {}", Item(&suspect.book), Line(&suspect.statement))?;
            write_alternatives(f, &suspect.alternatives, suspect.alternatives_untold)?;
        }
        writeln!(f)
    }

    fn write_reversals(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.reversals.is_empty() {
            return Ok(());
        }
        writeln!(
            f,
            "Taken back in the books, unknown to the bank (bút toán đảo, ngoài ngân hàng): {}",
            self.reversals.len()
        )?;
        for pair in &self.reversals {
            writeln!(f, "  {}\n  {}", Item(&pair.record), Item(&pair.reversal))?;
        }
        writeln!(f)
    }

    fn write_matches(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "Matched (đã khớp): {}", self.matches.len())?;
        for by in [MatchedBy::Reference, MatchedBy::AmountAndDate, MatchedBy::CarriedForward, MatchedBy::Several] {
            let mut found = self.matches.iter().filter(|matched| matched.by == by).peekable();
            if found.peek().is_some() {
                writeln!(f, "  {}", heading(by))?;
            }
            found.try_for_each(|matched| write_match(f, matched))?;
        }
        writeln!(f)
    }

    fn write_limits(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.limits.is_empty() {
            return Ok(());
        }
        writeln!(f, "Searched in part only (mới tìm một phần): {}", self.limits.len())?;
        for LimitReached { item, near, searched, found } in &self.limits {
            match item {
                OpenItem::Books(item) => writeln!(f, "  {}", Item(item))?,
                OpenItem::Statement(line) => writeln!(f, "  {}", Line(line))?,
            }
            writeln!(f, "    of at least {near} near it the nearest {searched} were searched, {found} sum(s) found")?;
        }
        writeln!(f)
    }
}

const CARRIED: &str = "  [carried forward (kỳ trước chuyển sang)]";

fn heading(by: MatchedBy) -> &'static str {
    match by {
        MatchedBy::Reference => "by reference (theo số chứng từ)",
        MatchedBy::AmountAndDate => "by amount and date (theo số tiền và ngày)",
        MatchedBy::CarriedForward => "carried forward, by amount (khoản kỳ trước chuyển sang)",
        MatchedBy::Several => "several together (gộp nhiều khoản)",
    }
}

fn words(why: Suspicion) -> &'static str {
    match why {
        Suspicion::SameReference => "same document, another amount (cùng chứng từ, khác số tiền)",
        Suspicion::SameAmount => "same amount, days too far apart (cùng số tiền, cách xa ngày)",
        Suspicion::TransposedDigits => "two digits exchanged (đảo chữ số)",
        Suspicion::SameDigits => "same digits in another order (cùng chữ số, khác thứ tự)",
    }
}

fn write_match(f: &mut Formatter<'_>, matched: &Match) -> fmt::Result {
    let Pairing { books, statement } = &matched.pairing;
    for (at, item) in books.iter().enumerate() {
        writeln!(f, "    {} {}", if at == 0 { '•' } else { ' ' }, Item(item))?;
    }
    statement.iter().try_for_each(|line| writeln!(f, "      {}", Line(line)))?;
    write_alternatives(f, &matched.alternatives, matched.alternatives_untold)
}

fn write_alternatives(f: &mut Formatter<'_>, alternatives: &[Pairing], untold: usize) -> fmt::Result {
    if alternatives.is_empty() {
        return Ok(());
    }
    writeln!(f, "      AMBIGUOUS, as well could be (không duy nhất, cũng có thể là):")?;
    for Pairing { books, statement } in alternatives {
        let books: Vec<&str> = books.iter().map(|item| item.id.as_str()).collect();
        let lines: Vec<String> = statement.iter().map(|line| line.line.to_string()).collect();
        writeln!(f, "        {} with line {}", books.join(" + "), lines.join(" + "))?;
    }
    if untold > 0 {
        writeln!(f, "        and {untold} more")?;
    }
    Ok(())
}

/// An item of the books on one line.
struct Item<'a>(&'a BookItem);

impl Display for Item<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let BookItem { date, id, amount, text, note, .. } = self.0;
        let text = match note {
            Some(note) => format!("{text} ({note})"),
            None => text.clone(),
        };
        write!(f, "books {date} {:>20}  {id}  {}", amount.to_string(), cut(&text))
    }
}

/// A line of the statement on one line.
struct Line<'a>(&'a StatementLine);

impl Display for Line<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let StatementLine { date, amount, reference, description, line, .. } = self.0;
        write!(f, "bank  {date} {:>20}  {reference}  {} [line {line}]", amount.to_string(), cut(description))
    }
}

/// The text, or its beginning where it is long.
fn cut(text: &str) -> String {
    if text.chars().count() <= WIDTH {
        return text.to_owned();
    }
    text.chars().take(WIDTH).chain(['…']).collect()
}

impl Display for Proof {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let row = |f: &mut Formatter<'_>, label: &str, of: fn(&Column) -> Balance| {
            let bank = self.bank.as_ref().map_or_else(|| "–".to_owned(), |bank| of(bank).to_string());
            writeln!(f, "  {label:<58} {:>22} {bank:>22}", of(&self.books).to_string())
        };
        writeln!(f, "  {:<58} {:>22} {:>22}", "", "books (sổ sách)", "bank (ngân hàng)")?;
        row(f, "Opening balance (số dư đầu kỳ)", |column| column.opening)?;
        row(f, "Movements (phát sinh trong kỳ)", |column| column.movements)?;
        row(f, "Closing balance (số dư cuối kỳ)", |column| column.closing)?;
        row(f, "On the other side only (cộng khoản chỉ bên kia có)", |column| column.only_elsewhere)?;
        row(f, "Suspected, bank less books (chênh lệch nghi vấn)", |column| column.suspected)?;
        row(f, "Adjusted balance (số dư sau điều chỉnh)", |column| column.adjusted)?;
        let (Some(unexplained), Some(difference)) = (self.unexplained, self.difference) else {
            return writeln!(f, "  The statement has no row, and so no balance (sao kê không có số dư).");
        };
        let row = |f: &mut Formatter<'_>, label: &str, amount: Balance| {
            writeln!(f, "  {label:<58} {:>22} {:>22}", "", amount.to_string())
        };
        row(f, "Difference, bank less books (chênh lệch)", difference)?;
        if unexplained.at_opening != Balance::ZERO {
            row(f, "  of it at the opening (từ số dư đầu kỳ)", unexplained.at_opening)?;
        }
        if unexplained.in_statement != Balance::ZERO {
            row(f, "  of it not read in the statement (từ sao kê)", unexplained.in_statement)?;
        }
        Ok(())
    }
}
