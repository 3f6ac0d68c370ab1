//! How values stand in JSON, stricter than serde's habits: a name or decimal is read through its own check, an optional
//! field is there or is not (never `null`), and what is an object is not written as an array.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// Reads a JSON string through `check`, without allocating for the string itself.
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

/// Reads an optional field that is there: `null` is not a value.
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Reads a JSON object; serde's derived structs would also take an array of their fields.
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

/// What must be an object.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object(deserializer).map(Self)
    }
}

/// Reads an optional object that is there.
pub(crate) fn present_object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    object(deserializer).map(Some)
}

/// Reads a whole number through `check`.
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

/// Reads an object that is kept behind a pointer.
pub(crate) fn boxed_object<'de, D, T>(deserializer: D) -> Result<Box<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    object(deserializer).map(Box::new)
}

/// Makes an enum without facts stand as a word: `"bank"`. Serde's derived enums would also take `{"bank":null}`. The enum derives
/// its words with `#[serde(remote = "Self")]`.
macro_rules! word {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                Self::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::text(deserializer, |word| {
                    let word: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
                        serde::de::IntoDeserializer::into_deserializer(word);
                    Self::deserialize(word)
                })
            }
        }
    };
}
pub(crate) use word;
