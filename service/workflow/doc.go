// Package workflow is the procedure as tables (方案): one row of a scheme is one
// lawful move, and everything else — buttons, chat words, tasks, due dates, the
// printed procedure — is derived from the rows. It is pure: bytes in, tables and
// days out; no clock, no database.
package workflow
