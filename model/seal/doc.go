// Package seal protects personal data at rest with the national commercial
// algorithms (商用密码): SM4-GCM hides a value and binds it to its place, HMAC-SM3
// finds a hidden value again and proves that a row was written by this house.
//
// Keys come from a KeyService and carry versions. A Sealer writes with the
// versions that were current when it was made and reads every version the
// service still knows: hand a new version to all servers first, then restart
// them. Everything here is safe for concurrent use. Source: decisions 28;
// trust §1.7, §8.
package seal
