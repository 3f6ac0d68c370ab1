//! Random numbers from which an event is generated.

use crate::money::{Amount, Balance, Money};

/// A cyclic list of random numbers. Smaller numbers generate simpler events, so that a history gets simpler when its numbers shrink.
#[derive(Clone, Debug)]
pub(super) struct Dice<'a> {
    numbers: &'a [u32],
    next: usize,
}

impl<'a> Dice<'a> {
    pub(super) fn new(numbers: &'a [u32]) -> Self {
        Self { numbers, next: 0 }
    }

    fn roll(&mut self) -> u32 {
        let number = self.numbers.get(self.next).copied().unwrap_or(0);
        self.next = self.next.saturating_add(1);
        if self.next >= self.numbers.len() {
            self.next = 0;
        }
        number
    }

    /// Returns a number from 0 to `most`, evenly distributed.
    pub(super) fn up_to(&mut self, most: u64) -> u64 {
        let sides = u128::from(most).saturating_add(1);
        let scaled = u128::from(self.roll()).saturating_mul(sides) >> u32::BITS;
        u64::try_from(scaled).unwrap_or(most)
    }

    /// Returns a number from 0 to `most`, as [`Dice::up_to`] does.
    pub(super) fn small(&mut self, most: u32) -> u32 {
        u32::try_from(self.up_to(most.into())).unwrap_or(most)
    }

    /// Returns true one time in two.
    pub(super) fn flip(&mut self) -> bool {
        self.small(1) == 1
    }

    /// Returns true one time in `times`.
    pub(super) fn seldom(&mut self, times: u32) -> bool {
        times > 0 && self.small(times.saturating_sub(1)) == times.saturating_sub(1)
    }

    /// Returns one element of a list; `None` if it is empty.
    pub(super) fn one_of<T: Copy>(&mut self, things: &[T]) -> Option<T> {
        let last = u64::try_from(things.len()).ok()?.checked_sub(1)?;
        things.get(usize::try_from(self.up_to(last)).ok()?).copied()
    }

    /// Returns an amount of at most `most`: often a usual one, at times the smallest, the largest or any other; `None` if `most` is not
    /// positive.
    pub(super) fn amount(&mut self, most: Balance) -> Option<Amount> {
        let most = Money::try_from(most.min(Money::MAX.into())).ok()?;
        let usual = most.dong().min(8_000_000);
        let dong = match self.small(7) {
            0..=3 => self.up_to(8_000).saturating_mul(1_000).min(usual),
            4 => self.up_to(usual),
            5 => self.up_to(most.dong()),
            6 => most.dong(),
            _ => 1,
        };
        Amount::new(dong.max(1)).ok().filter(|amount| Balance::from(*amount) <= most.into())
    }
}
