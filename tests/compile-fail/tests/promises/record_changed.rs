//! A booked record is read, never changed.

use revolving_fund::Books;

fn change(books: &mut Books) {
    books.records().next().unwrap().note = None;
}

fn main() {}
