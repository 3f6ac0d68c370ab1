//! Helpers to parse JSON more strictly than serde does: a name or decimal has to pass its own check, an optional field may be missing
//! but not `null`, and an array is not accepted as an object.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Parses a JSON string with `check`, without allocating the string itself.
pub(crate) fn text<'de, D, T, E>(deserializer: D, check: impl FnOnce(&str) -> Result<T, E>) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: fmt::Display,
{
    struct Text<F, T, E>(F, PhantomData<(T, E)>);

    impl<F: FnOnce(&str) -> Result<T, E>, T, E: fmt::Display> Visitor<'_> for Text<F, T, E> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<R: Error>(self, text: &str) -> Result<T, R> {
            (self.0)(text).map_err(R::custom)
        }
    }

    deserializer.deserialize_str(Text(check, PhantomData))
}

/// Parses an optional field that is not left out; `null` is an error.
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Parses a JSON object. A struct with serde's derive would also accept an array of its fields.
pub(crate) fn object<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Object<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }

    deserializer.deserialize_map(Object(PhantomData))
}

/// A value whose JSON must be an object.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object(deserializer).map(Self)
    }
}

/// Parses an optional object that is not left out.
pub(crate) fn present_object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    object(deserializer).map(Some)
}

/// Parses a whole number with `check`.
pub(crate) fn whole<'de, D, T, E>(deserializer: D, check: impl FnOnce(u64) -> Result<T, E>) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: fmt::Display,
{
    struct Whole<F, T, E>(F, PhantomData<(T, E)>);

    impl<F: FnOnce(u64) -> Result<T, E>, T, E: fmt::Display> Visitor<'_> for Whole<F, T, E> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number without sign")
        }

        fn visit_u64<R: Error>(self, number: u64) -> Result<T, R> {
            (self.0)(number).map_err(R::custom)
        }
    }

    deserializer.deserialize_u64(Whole(check, PhantomData))
}

/// Parses a list of 1 to `most` values with `check`.
pub(crate) fn list<'de, D, V, T, E>(
    deserializer: D,
    most: usize,
    check: impl FnOnce(Vec<V>) -> Result<T, E>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
    E: fmt::Display,
{
    struct List<V>(usize, PhantomData<V>);

    impl<'de, V: Deserialize<'de>> Visitor<'de> for List<V> {
        type Value = Vec<V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a list of 1 to {} values", self.0)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Self::Value, A::Error> {
            let mut values = Vec::new();
            while let Some(value) = rows.next_element()? {
                values.push(value);
                if values.len() > self.0 {
                    break;
                }
            }
            if values.is_empty() || values.len() > self.0 {
                return Err(A::Error::invalid_length(values.len(), &self));
            }
            Ok(values)
        }
    }

    let values = deserializer.deserialize_seq(List(most, PhantomData))?;
    check(values).map_err(D::Error::custom)
}

/// Parses an object into a box.
pub(crate) fn boxed_object<'de, D, T>(deserializer: D) -> Result<Box<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    object(deserializer).map(Box::new)
}

/// Returns whether a flag is not set, so that it is left out.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
pub(crate) const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// Parses a flag that is not left out and therefore must be true.
pub(crate) fn only_true<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    if bool::deserialize(deserializer)? {
        Ok(true)
    } else {
        Err(D::Error::custom("the flag is either true or left out"))
    }
}

/// Implements the JSON of an enum without fields as a word: `"bank"`. Serde's derive would also accept `{"bank":null}`.
macro_rules! spelled {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        #[allow(unreachable_pub, reason = "some of these enums are private")]
        impl $name {
            /// Returns the word that the books use for it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $word, )+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::catalogue::UnknownWord;

            fn from_str(word: &str) -> Result<Self, $crate::catalogue::UnknownWord> {
                match word {
                    $( $word => Ok(Self::$variant), )+
                    _ => Err($crate::catalogue::UnknownWord::new(word, &[$($word),+])),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::text(deserializer, str::parse)
            }
        }
    };
}
pub(crate) use spelled;

/// Implements the same as [`spelled`], for enums that are displayed as the word.
macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $crate::wire::spelled!($name { $($variant = $word),+ });

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use words;
