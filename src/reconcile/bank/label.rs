//! The labels of rows that state a balance or a total, in Vietnamese and English.

use crate::reconcile::table::{Cell, Row, fold};

/// Labels of rows that state the opening balance, folded, with commas between.
const OPENING: &str = "so du dau, so du ky truoc, so du ngay dau, so du cuoi ky truoc, so du cuoi thang truoc, so du cuoi ngay truoc, \
     du dau, ton dau, opening bal, opening balance, beginning balance, starting balance, previous balance, last balance, sddk";
/// Labels of rows that state a balance at the top of a page: the opening balance on the first one.
const BROUGHT: &str =
    "so du mang sang, so du chuyen sang, so du truoc, balance brought forward, brought forward, balance b f, b f";
/// Labels of rows that state the closing balance.
const CLOSING: &str = "so du cuoi, so du hien tai, so du ngay cuoi, so du chuyen ky sau, du cuoi, ton cuoi, closing bal, closing balance, \
     ending balance, current balance, sdck";
/// Labels of rows that state a total, or a balance between movements, folded, with commas between.
const TOTAL: &str = "balance carried forward, carried forward, balance c f, c f, mang sang, chuyen sang trang, cong chuyen sang, tong, \
     cong, so cong, total, totals, sub total, subtotal, grand total, page total, luy ke tu dau, luy ke, phat sinh trong ky, phat sinh cong don, \
     doanh so, sum, turnover";
/// Labels of rows that state a balance: the opening balance, the closing balance or another.
const ANY_BALANCE: &str = "so du con lai, so du, available balance, balance";

/// The kind of a row whose label shows that it is no movement.
#[derive(Clone, Copy)]
pub(super) enum Label {
    Opening,
    Brought,
    Closing,
    Total,
    AnyBalance,
}

/// Words that may follow a label without making it another text, folded, with commas between.
const BEHIND_LABEL: &str = "ky, thang, ngay, nam, trang, cong, so, phat, sinh, doanh, no, co, balance, vnd, debit, credit, \
     tien, trong, amount, page, period, and, du, opening, tai, den, kha, dung, at, of";

/// The label found in a row.
#[derive(Clone, Copy)]
pub(super) struct FoundLabel {
    pub(super) label: Label,
    pub(super) column: usize,
    /// True if the text is the label and no more, apart from numbers and words of [`BEHIND_LABEL`].
    pub(super) is_exact: bool,
}

/// Finds the label of a row: the first cell outside the columns `money` whose text begins with a known label, after digits or none.
pub(super) fn label(row: &Row, money: &[usize]) -> Option<FoundLabel> {
    row.filled().filter(|(place, _)| !money.contains(place)).find_map(|(column, cell)| {
        let Cell::Text(text) = cell else { return None };
        let folded = fold(text);
        let folded = folded.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let begins = |labels: &str| {
            let mut behind = labels.split(", ").filter_map(|label| folded.strip_prefix(label));
            let is_word = |behind: &&str| behind.is_empty() || behind.starts_with(' ');
            // A company (công ty, tổng công ty) is no total.
            behind.find(is_word).filter(|behind| !behind.starts_with(" ty") && !behind.starts_with(" cong ty"))
        };
        let labels = [
            (Label::Opening, OPENING),
            (Label::Brought, BROUGHT),
            (Label::Closing, CLOSING),
            (Label::Total, TOTAL),
            (Label::AnyBalance, ANY_BALANCE),
        ];
        let (label, behind) = labels.into_iter().find_map(|(label, texts)| Some((label, begins(texts)?)))?;
        // A debt (công nợ) is no total.
        let is_debt = matches!(label, Label::Total) && folded.starts_with("cong no");
        let mut words = behind.split_whitespace();
        let is_exact = !is_debt
            && words.all(|word| is_one_of(word, BEHIND_LABEL) || word.bytes().all(|byte| byte.is_ascii_digit()));
        Some(FoundLabel { label, column, is_exact })
    })
}

/// Returns whether a word is in a list with commas between.
pub(super) fn is_one_of(word: &str, list: &str) -> bool {
    list.split(", ").any(|known| known == word)
}
