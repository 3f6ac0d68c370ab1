//! What is booked is booked: a record is looked at, not changed.

use revolving_fund::Books;

fn change(books: &mut Books) {
    books.records()[0].note = None;
}

fn main() {}
