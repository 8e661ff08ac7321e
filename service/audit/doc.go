// Package audit keeps the record of acts and of looks (审计): one row per act,
// written in the act's own transaction, without personal data, with a keyed MAC.
// A decision without its row cannot exist, and a changed row cannot go unnoticed
// (R-88; trust §8; decisions 40).
package audit
