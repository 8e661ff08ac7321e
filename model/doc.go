// Package model holds the words of the regulation: roles, states, records, the
// permission table and the refusals people read. It imports the standard
// library only, so every other package may speak its language.
package model
