//! The checks of the fuzz targets, as functions of bytes. The tests of the library run them on the stored inputs too.

pub mod damage;
pub mod events;
pub mod reader;
