//! Tables as workbooks.
