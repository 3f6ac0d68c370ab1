//! Values as JSON, as an app stores or sends them: stored values are written and read, views are only written.

use revolving_fund::event::{RepaymentReceived, SeedGrantReceived};
use revolving_fund::loan::LoanStatus;
use revolving_fund::*;

use crate::samples;
use crate::support::{Story, day, money};

/// Values that an app stores in its database or sends to another app are read back as they were written.
#[test]
fn values_of_an_app_are_written_and_read_in_json() {
    fn round_trip<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
        value: &T,
    ) -> String {
        let json = serde_json::to_string(value).unwrap();
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value, "{json}");
        json
    }
    let books = Story::lent().books;
    assert_eq!(format!("{}\n", round_trip(books.header())).as_bytes(), books.header_line().unwrap());
    for record in books.records() {
        round_trip(&record.voucher());
        assert_eq!(round_trip(&record.event.kind()), format!("\"{}\"", record.event.kind()));
        for transfer in record.entry.transfers() {
            round_trip(&transfer.debit);
        }
    }
    let digests = [Digest::of(b"1"), Digest::of(b"2")];
    round_trip(&Evidence::new(digests.to_vec()).unwrap());
    assert_eq!(round_trip(&Despite::from(Code::OperatingExceeded)), r#"["operating-exceeded"]"#);
    let month = Period::from("2024-02".parse::<Month>().unwrap());
    assert_eq!(round_trip(&month), r#"{"from":"2024-02-01","through":"2024-02-29"}"#);
}

#[test]
fn json_of_another_form_is_refused() {
    let header = serde_json::to_string(Story::granted().books.header()).unwrap();
    let refused = |json: &str| serde_json::from_str::<Header>(json).unwrap_err().to_string();
    assert!(refused(&header.replace("fund/1", "fund/2")).contains("revolving-fund/2"));
    assert!(refused(&header.replace("2024-", "0024-")).contains("year"));
    assert!(refused(&header.replace("\"club\"", "\"clubs\"")).contains("clubs"));
    let period = serde_json::from_str::<Period>(r#"{"from":"2024-02-01","through":"2024-02-29","days":29}"#);
    assert!(period.unwrap_err().to_string().starts_with("unknown field `days`, expected `from` or `through`"));
    let account = serde_json::from_str::<Account>(r#""assets:gold""#).unwrap_err();
    assert!(account.to_string().starts_with("there is no account \"assets:gold\" in the chart"), "{account}");
    let kind = serde_json::from_str::<EventKind>(r#"{"loan_approved":null}"#).unwrap_err();
    assert!(kind.to_string().starts_with("invalid type: map, expected a string"), "{kind}");
}

#[test]
fn members_and_loans_are_written_in_json() {
    let story = Story::lent();
    let member = story.books.register().member(&"M1".parse().unwrap()).unwrap();
    assert_eq!(
        serde_json::to_string(member).unwrap(),
        r#"{"name":"Nguyễn Thị Hoa","circumstances":"poor","gender":null,"born":null,"joined_on":"2024-03-13","left_on":null,"left_because":null,"exposure":1200000,"open_loans":1,"owes_written_off":false}"#
    );
    let loan = story.books.loan(&"L1".parse().unwrap()).unwrap();
    assert_eq!(
        serde_json::to_string(&loan.on(day("2024-05-20")).unwrap()).unwrap(),
        r#"{"loan":"L1","member":"M1","day":"2024-05-20","status":"disbursed","disbursed_on":"2024-03-13","settled_on":null,"principal":1200000,"owed":{"outstanding":1200000,"accrued":36000,"interest_due":24000,"principal_due":200000,"interest_net":24000,"principal_net":200000},"days_past_due":37,"next_due":"2024-06-13"}"#
    );
    assert_eq!(loan.settled_on(), None);
    let (principal, interest) = (money(1_200_000), money(12_000));
    let paid = RepaymentReceived { loan: "L1".parse().unwrap(), principal, interest, into: Place::Bank, paid_on: None };
    let settled = story.on("2024-04-13").then(paid);
    let loan = settled.books.loan(&"L1".parse().unwrap()).unwrap();
    assert_eq!((loan.status(), loan.settled_on()), (LoanStatus::Settled, Some(day("2024-04-13"))));
}

/// A refusal is written with all that a form needs to show it; a finding with its place.
#[test]
fn refusals_and_findings_are_written_in_json() {
    let mut story = Story::granted();
    let grant = SeedGrantReceived { from: "Quỹ".parse().unwrap(), amount: Amount::MAX, into: Place::Bank };
    let refusal = story.books.record(Voucher::new("PT-9".parse().unwrap(), story.books.day(), grant)).unwrap_err();
    insta::assert_snapshot!(serde_json::to_string_pretty(&refusal).unwrap(), @r#"
    {
      "code": "seed-grant-exceeded",
      "facts": {
        "amount": 999999999999999,
        "available": 0
      },
      "english": "seed grant of 999,999,999,999,999 đồng, at most 0 đồng is possible",
      "vietnamese": "vốn ban đầu 999.999.999.999.999 đồng, nhiều nhất là 0 đồng",
      "remedy": "book a further gift as a donation, or amend the charter",
      "remedy_vietnamese": "ghi khoản thêm là tiền ủng hộ, hoặc sửa quy chế",
      "field": "amount",
      "largest": null,
      "despite": "seed-grant-exceeded"
    }
    "#);

    let mut codes = std::collections::BTreeSet::new();
    for name in samples::names() {
        let audit = Audit::of(samples::bytes_of(&name).as_slice()).unwrap();
        for finding in audit.findings() {
            let json = serde_json::to_value(finding).unwrap();
            let place = (finding.line, u64::from(u32::from(finding.seq)), finding.id.as_str());
            let written = (json["line"].as_u64(), json["seq"].as_u64(), json["id"].as_str());
            assert_eq!(written, (Some(place.0), Some(place.1), Some(place.2)), "{name}");
            assert_eq!(json["code"], finding.code.as_str(), "{name}");
            assert_eq!(json["despite"], finding.is_despite, "{name}");
            assert_eq!(json["english"], finding.breach.to_string(), "{name}");
            assert_eq!(json["vietnamese"], finding.breach.vietnamese().to_string(), "{name}");
            assert!(json["facts"].is_object() || finding.code == Code::NothingToAllocate, "{name}: {json}");
            assert_eq!(json.as_object().unwrap().len(), 10, "{name}: {json}");
            codes.insert(finding.code);
        }
    }
    assert!(codes.len() > 20, "{codes:?}");
}
