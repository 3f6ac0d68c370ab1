//! The headings of bank statements: with and without accents, in two languages, named by hand, and printed twice.

use revolving_fund::reconcile::bank::{BankStatement, ColumnRole, StatementError, StatementOptions};
use unicode_normalization::UnicodeNormalization;

/// Reads a statement with the columns that are named by hand.
fn read(csv: &str, columns: &[(ColumnRole, &str)]) -> Result<BankStatement, StatementError> {
    let columns = columns.iter().map(|(role, heading)| (*role, (*heading).to_owned())).collect();
    BankStatement::read(csv.as_bytes(), &StatementOptions { columns, ..StatementOptions::default() })
}

/// Returns the amounts of the movements in đồng; refusals and errors as their text.
fn amounts(csv: &str, columns: &[(ColumnRole, &str)]) -> String {
    let statement = match read(csv, columns) {
        Ok(statement) => statement,
        Err(error) => return error.to_string(),
    };
    let amounts = statement.lines().iter().map(|line| line.amount.dong().to_string());
    amounts.chain(statement.refused().iter().map(ToString::to_string)).collect::<Vec<_>>().join(" ")
}

/// Returns the descriptions of the movements.
fn descriptions(csv: &str) -> Vec<String> {
    read(csv, &[]).unwrap().lines().iter().map(|line| line.description.clone()).collect()
}

/// A debit read as an amount would be money in, and the credit beside it would be ignored.
#[test]
fn debit_and_credit_without_accents_are_the_sides_of_the_amount() {
    for (debit, credit) in [
        ("So phat sinh No", "So phat sinh Co"),
        ("So tien no", "So tien co"),
        ("SO TIEN (NO)", "SO TIEN (CO)"),
        ("Gia tri no", "Gia tri co"),
        ("Số tiền (No)", "Số tiền (Co)"),
        ("Số tiền (Nợ)", "Số tiền (Có)"),
        ("Doanh so No", "Doanh so Co"),
        ("Phat sinh ben No", "Phat sinh ben Co"),
        ("Phat sinh No", "Co"),
        ("No", "Ghi có"),
        ("Số phát sinh Nợ", "So phat sinh Co"),
    ] {
        for beside in ["Ma GD", "No.", "Contract No", "So hop dong/ Contract No", "Cheque No"] {
            if beside == "No." && debit == "No" {
                continue;
            }
            let csv = format!(
                "{beside},Ngay giao dich,Dien giai,{debit},{credit}\n1,02/06/2025,Rut PC-0001,500.000,\n2,03/06/2025,Gui,,200.000\n"
            );
            assert_eq!(amounts(&csv, &[]), "-500000 200000", "{csv}");
            let decomposed: String = csv.nfd().collect();
            assert_eq!(amounts(&decomposed, &[]), "-500000 200000", "{csv}");
        }
        let rows = "02/06/2025,500.000,\n03/06/2025,,200.000\n";
        assert_eq!(amounts(&format!("Ngay,{debit},{credit}\n{rows}"), &[]), "-500000 200000");
    }
    // In two rows, the amount above both sides.
    let csv = "Ngay,So phat sinh,,So du\n,No,Co,\n2/6/2025,500.000,,0\n3/6/2025,,200.000,200.000\n";
    assert_eq!(amounts(csv, &[]), "-500000 200000");
    // One side alone is not a signed amount.
    let error = amounts("Ngay,So phat sinh No\n2/6/2025,500.000\n", &[]);
    assert!(error.contains("no column for the credit"), "{error}");
}

#[test]
fn debit_and_credit_in_one_heading_are_the_direction_or_a_signed_amount() {
    for heading in ["No/Co", "Nợ/Có", "Ghi no/co", "Phat sinh no/co", "Debit/Credit"] {
        let csv = format!("Ngay,So tien,{heading}\n2/6/2025,500.000,No\n3/6/2025,200.000,Co\n");
        let statement = read(&csv, &[]).unwrap();
        assert_eq!(amounts(&csv, &[]), "-500000 200000", "{heading}");
        assert_eq!(statement.columns()[&ColumnRole::Direction], heading);
    }
    for heading in ["So tien No/Co", "Số tiền Nợ/Có", "Amount (Dr/Cr)"] {
        let csv = format!("Ngay,{heading}\n2/6/2025,-500.000\n3/6/2025,200.000\n");
        assert_eq!(amounts(&csv, &[]), "-500000 200000", "{heading}");
    }
}

/// The accent of another word does not make the English abbreviation of number a debit.
#[test]
fn the_accent_is_looked_for_in_the_word_itself() {
    for other in [
        "Số hợp đồng/ Contract No",
        "Đợt/ No",
        "Số lượt/ No",
        "Cơ sở",
        "Nơi nhận",
        "Địa chỉ",
        "Số thứ tự",
        "Thủ quỹ",
        "Bên thụ hưởng",
        "Dia chi",
        "So thu tu",
        "Ben thu huong",
        "Mã số thuế",
        "Ma so thue",
        "Tiền thuê",
        "Tài khoản chi",
        "Tài khoản thu",
    ] {
        for [one, two] in [["Số thứ tự", "Địa chỉ"], ["Tài khoản chi", "Tài khoản thu"], ["Chi nhánh", "Cơ sở"]]
        {
            let csv = format!("{other},{one},Ngày,Số tiền,{two}\n7,1,2/6/2025,-500.000,2\n9,3,3/6/2025,200.000,4\n");
            assert_eq!(amounts(&csv, &[]), "-500000 200000", "{csv}");
            let statement = read(&csv, &[]).unwrap();
            assert_eq!(statement.columns().get(&ColumnRole::Vat), None, "{csv}");
            assert_eq!(statement.columns().get(&ColumnRole::Direction), None, "{csv}");
        }
        let csv = format!("{other},Ngày,Số tiền,Ghi có\n7,2/6/2025,-500.000,\n9,3/6/2025,200.000,\n");
        assert_eq!(amounts(&csv, &[]), "-500000 200000", "{csv}");
    }
}

/// A text that is lost takes the numbers of documents with it.
#[test]
fn every_column_of_texts_is_read() {
    for heading in [
        "Nội dung thanh toán của khách hàng",
        "Diễn giải do khách hàng lập khi chuyển",
        "Thông tin khác có liên quan đến giao dịch của hai bên",
        "Tài khoản đối ứng/ Nội dung",
        "Số hợp đồng/ Contract No",
        "Ngày chứng từ/ Số chứng từ",
        "Địa chỉ",
        "Đơn vị hưởng",
        "Tên người thụ hưởng tại ngân hàng nhận tiền",
    ] {
        let csv = format!("Ngày giao dịch,Số tiền,{heading}\n2/6/2025,-500.000,nop von PT-0011\n");
        assert_eq!(descriptions(&csv), ["nop von PT-0011"], "{heading}");
        let csv = format!("Ngày giao dịch,Diễn giải,Ghi nợ,Ghi có,{heading}\n2/6/2025,rut,500.000,,PC-0001\n");
        assert_eq!(descriptions(&csv), ["rut | PC-0001"], "{heading}");
    }
    let csv = "STT,Ngày,Số tiền,Số dư,Số tiền bằng chữ,Loại tiền\n1,2/6/2025,-5.000,9,năm,VND\n";
    assert_eq!(descriptions(csv), [""], "numbers and words without a document are not texts");
}

#[test]
fn columns_named_by_hand_come_before_the_headings() {
    use ColumnRole::{Amount, Credit, Debit, Direction};
    let csv = "Ngày,Số tiền,Xuất,Nhập,Kiểu\n2/6/2025,500.000,500.000,,ra\n3/6/2025,200.000,,200.000,vào\n";
    assert_eq!(amounts(csv, &[(Debit, "Xuất"), (Credit, "Nhập")]), "-500000 200000");
    assert_eq!(amounts(csv, &[(Amount, "Số tiền"), (Direction, "Kiểu")]), "-500000 200000");
    insta::assert_snapshot!(amounts(csv, &[(Debit, "Xuất")]), @r#"line 1: no column for the credit, like "Ghi có", "Có" or "Credit" in the heading "Ngày", "Số tiền", "Xuất", "Nhập", "Kiểu"; name it by hand with --column credit=HEADING"#);
    insta::assert_snapshot!(amounts(csv, &[(Credit, "Nhập")]), @r#"line 1: no column for the debit, like "Ghi nợ", "Nợ" or "Debit" in the heading "Ngày", "Số tiền", "Xuất", "Nhập", "Kiểu"; name it by hand with --column debit=HEADING"#);
    insta::assert_snapshot!(amounts(csv, &[(Debit, "Xuất"), (Direction, "Kiểu")]), @r#"columns are named for the direction and for the debit; name the amount, or the debit and the credit"#);
    // The other side may be found by its heading.
    let csv = "Ngày,Số tiền,Xuất,Ghi có\n2/6/2025,500.000,500.000,\n3/6/2025,200.000,,200.000\n";
    assert_eq!(amounts(csv, &[(Debit, "xuất")]), "-500000 200000");
    // A direction named by hand is that of the amount, even beside a debit and a credit.
    let csv = "Ngày,Ghi nợ,Ghi có,Số tiền,Kiểu\n2/6/2025,1,,500.000,ra\n3/6/2025,,2,200.000,vào\n";
    assert_eq!(amounts(csv, &[(Direction, "Kiểu")]), "-500000 200000");
}

/// The first of two columns with one heading would be read in silence.
#[test]
fn two_columns_that_may_be_the_same_are_an_error_unless_one_is_empty() {
    use ColumnRole::Balance;
    let twice = |rows: &str| amounts(&format!("Ngày,Nội dung,Số tiền,Số tiền,Số dư\n{rows}"), &[]);
    insta::assert_snapshot!(twice("2/6/2025,rút,500.000,,100.000\n3/6/2025,gửi,,200.000,300.000\n"), @r#"line 1: two columns have the heading "Số tiền", and either may be the amount; rename one in the file"#);
    assert_eq!(twice("2/6/2025,gửi,,500.000,500.000\n3/6/2025,gửi,0,200.000,700.000\n"), "500000 200000");
    assert_eq!(twice("2/6/2025,gửi,500.000,500.000,500.000\n3/6/2025,gửi,200.000,200.000,700.000\n"), "500000 200000");
    // With the sides in the row below.
    let csv = "Ngày,Số tiền,Số tiền,Số dư\n,Nợ,Có,\n2/6/2025,500.000,,0\n3/6/2025,,200.000,200.000\n";
    assert_eq!(amounts(csv, &[]), "-500000 200000");

    let csv = "Ngày,Ghi nợ,Ghi có,Số dư Nợ,Số dư Có\n2/6/2025,,500.000,,500.000\n3/6/2025,,200.000,,700.000\n";
    assert_eq!(read(csv, &[]).unwrap().columns()[&Balance], "Số dư Có");
    let csv = "Ngày,Ghi nợ,Ghi có,Số dư Nợ,Số dư Có\n2/6/2025,700.000,,200.000,\n3/6/2025,,500.000,,300.000\n";
    insta::assert_snapshot!(amounts(csv, &[]), @r#"line 1: two columns may be the balance, "Số dư Nợ" and "Số dư Có"; name one by hand with --column balance=HEADING"#);
    assert_eq!(amounts(csv, &[(Balance, "Số dư Có")]), "-700000 500000");

    let csv = "Ngày,Ngày,Số tiền\n2/6/2025,3/6/2025,500.000\n";
    insta::assert_snapshot!(amounts(csv, &[]), @r#"line 1: two columns have the heading "Ngày", and either may be the date; rename one in the file"#);
    insta::assert_snapshot!(amounts(csv, &[(ColumnRole::Date, "Ngày")]), @r#"line 1: two columns have the heading "Ngày", and either may be the date; rename one in the file"#);
}
