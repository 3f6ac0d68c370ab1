//! The tables of a confirmation, and its text.

use std::fmt;

use super::{Confirmation, ConfirmationRow, Outcome};
use crate::display::{InLanguage, Language};
use crate::money::Balance;
use crate::table::{Cell, Kind, Label, Table};

impl From<&Outcome> for Label {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Agrees => Self::new("agrees", "khớp"),
            Outcome::Differs { .. } => Self::new("differs", "lệch"),
            Outcome::UnknownLoan => Self::new("not in the books", "không có trong sổ"),
            Outcome::OtherMember { borrower } => {
                Self::new("a loan of", "khoản vay của").join(" ", &Self::same(borrower.to_string()))
            }
            Outcome::TooEarly { first_day } => {
                Self::new("too early, books from", "quá sớm, sổ ghi từ").join(" ", &(*first_day).into())
            }
            Outcome::NoAnswer => Self::new("no answer", "chưa trả lời"),
        }
    }
}

/// Displays the rows, the tally, both evaluations and the conclusion, in both languages.
impl fmt::Display for Confirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::Both).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, Confirmation> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(confirmation, language) = self;
        let texts = confirmation.tables().map(|table| table.to_text(*language));
        f.write_str(&texts.join("\n"))
    }
}

impl Confirmation {
    /// Returns the result as tables: the loans, the number of answers of each kind, and the evaluation with its conclusion.
    #[must_use]
    pub fn tables(&self) -> [Table; 3] {
        [self.loans(), self.answers(), self.evaluation()]
    }

    fn loans(&self) -> Table {
        let columns = [
            ("Loan", "Khoản vay", Kind::Text),
            ("Member", "Thành viên", Kind::Text),
            ("Chosen", "Được chọn", Kind::Flag),
            ("Date", "Ngày", Kind::Date),
            ("Books", "Sổ", Kind::Amount),
            ("Passbook", "Sổ vay", Kind::Amount),
            ("Outcome", "Kết quả", Kind::Text),
            ("Projected", "Suy rộng", Kind::Amount),
        ];
        let mut table = Table::new(("Loans and passbooks", "Sổ và sổ vay của thành viên"), columns);
        for row in &self.rows {
            let answer = row.answer.as_ref();
            let outcome = Label::from(&row.outcome);
            let written_off = Label::new("written off", "đã xóa sổ");
            table.push(vec![
                row.loan.as_str().into(),
                row.member.as_str().into(),
                if row.sampled.is_some() { Cell::Flag(true) } else { Cell::Empty },
                answer.map(|answer| answer.date).into(),
                row.books.into(),
                answer.map(|answer| Balance::from(answer.balance)).into(),
                if row.written_off { outcome.join(", ", &written_off) } else { outcome }.into(),
                if row.projected == Balance::ZERO { Cell::Empty } else { row.projected.into() },
            ]);
        }
        if self.tally.too_early > 0 {
            table.notes.push(Label::new(
                "Too early: the answer is dated before the books have the loan and confirms nothing; look at the year, or ask again.",
                "Quá sớm: ngày trả lời trước ngày sổ ghi khoản vay nên không xác nhận được gì; hãy xem lại năm, hoặc hỏi lại.",
            ));
        }
        let is_outside = |row: &ConfirmationRow| row.difference() != Balance::ZERO && row.projected == Balance::ZERO;
        if self.rows.iter().any(is_outside) {
            table.notes.push(Label::new(
                "Written off: the difference is not one of principal outstanding and is not evaluated; look for recoveries that \
                 are not booked.",
                "Đã xóa sổ: khoản lệch không thuộc dư nợ nên không đưa vào đánh giá; hãy tìm khoản thu hồi chưa ghi sổ.",
            ));
        }
        table
    }

    fn answers(&self) -> Table {
        let columns = [("Answers", "Trả lời", Kind::Text), ("Number", "Số", Kind::Count)];
        let mut table = Table::new(("Answers", "Các câu trả lời"), columns);
        for (kind, number) in [
            (("agree", "khớp"), self.tally.agrees),
            (("differ", "lệch"), self.tally.differs),
            (("not in the books", "không có trong sổ"), self.tally.unknown_loans),
            (("of another member", "của thành viên khác"), self.tally.other_members),
            (("dated too early", "ghi ngày quá sớm"), self.tally.too_early),
            (("no answer", "chưa trả lời"), self.tally.unanswered),
        ] {
            table.push(vec![kind.into(), Cell::Count(number.into())]);
        }
        table
    }

    fn evaluation(&self) -> Table {
        let columns = [
            ("Misstatement", "Sai sót", Kind::Text),
            ("Books have more", "Sổ ghi thừa", Kind::Amount),
            ("Books have less", "Sổ ghi thiếu", Kind::Amount),
        ];
        let mut table = Table::new(("Evaluation", "Đánh giá"), columns);
        let (tally, over, under) = (&self.tally, &self.overstatement, &self.understatement);
        for (item, over, under) in [
            (("Differences", "Chênh lệch"), tally.overstated, tally.understated),
            (("Projected", "Suy rộng"), over.projected, under.projected),
            (("Basic precision", "Độ chính xác cơ bản"), over.basic_precision, under.basic_precision),
            (("Incremental allowance", "Dự phòng tăng thêm"), over.incremental, under.incremental),
            (("Upper limit", "Giới hạn trên"), over.upper_limit, under.upper_limit),
        ] {
            table.push(vec![item.into(), over.into(), under.into()]);
        }
        for (item, amount) in [
            (("Tolerable misstatement", "Sai sót có thể bỏ qua"), self.plan.tolerable().into()),
            (("Outstanding not confirmed", "Dư nợ chưa xác nhận"), tally.unconfirmed),
        ] {
            table.push_result(vec![item.into(), amount.into()]);
        }
        table.notes = vec![self.note_on_the_limit(), self.conclusion.text().into()];
        table
    }

    /// Returns the sentence about the upper limit. It is an assurance only if every chosen loan is answered for: until then the loans
    /// without an answer count as if they agreed.
    fn note_on_the_limit(&self) -> Label {
        let unconfirmed = self.tally.unconfirmed;
        if unconfirmed.is_positive() {
            return Label::new(
                format!("The limit counts only the answers received: {unconfirmed} is not confirmed."),
                format!("Giới hạn chỉ tính các câu trả lời đã nhận: còn {} chưa xác nhận.", unconfirmed.vietnamese()),
            );
        }
        let (confidence, limit) = (self.plan.confidence().percent(), self.worse().upper_limit);
        Label::new(
            format!("With {confidence}% confidence, at most {limit} is misstated on one side."),
            format!("Với độ tin cậy {confidence}\u{a0}%, sai sót mỗi phía không quá {}.", limit.vietnamese()),
        )
    }
}
