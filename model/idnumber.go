package model

import (
	"strings"
	"time"
)

// Check refuses a citizen's number that is not well formed: 18 characters, a
// province that exists, a day of birth that existed and is not after today, and
// the check character of GB 11643 (spec §9.1). The county digits are never
// compared with today's codes: numbers issued before 2002 carry historic ones.
func (n IDNumber) Check(today Date) error {
	s := n.value
	if len(s) != 18 || strings.Trim(s[:17], "0123456789") != "" {
		return InvalidField("number", "身份证号要18位，请照着身份证重新填")
	}
	if s[17] != checkCharacter(s) {
		return InvalidField("number", "身份证号最后一位对不上，请照着身份证再核对一遍")
	}
	if !provinces[s[:2]] {
		return InvalidField("number", "身份证号开头两位不对，请再核对")
	}
	if _, err := n.Birth(); err != nil || mustBirth(n) > today {
		return InvalidField("number", "身份证号里的出生日期不对，请再核对")
	}
	return nil
}

// Birth returns the day of birth in the number.
func (n IDNumber) Birth() (Date, error) {
	if len(n.value) != 18 {
		return "", InvalidField("number", "身份证号要18位")
	}
	t, err := time.Parse("20060102", n.value[6:14])
	if err != nil || t.Year() < 1900 {
		return "", InvalidField("number", "身份证号里的出生日期不对，请再核对")
	}
	return Date(t.Format(time.DateOnly)), nil
}

func mustBirth(n IDNumber) Date {
	d, err := n.Birth()
	if err != nil {
		return ""
	}
	return d
}

// AgeOn returns the completed years of age on the day given, 0 for a bad number.
func (n IDNumber) AgeOn(day Date) int {
	b, err := n.Birth()
	if err != nil {
		return 0
	}
	age := day.Year() - b.Year()
	if string(day)[5:] < string(b)[5:] {
		age--
	}
	return age
}

// Minor reports whether the person is under 18 on the day given.
func (n IDNumber) Minor(day Date) bool { return n.AgeOn(day) < 18 }

// Female reports the sex written in digit 17 (even is female).
func (n IDNumber) Female() bool { return len(n.value) == 18 && (n.value[16]-'0')%2 == 0 }

// CheckDigit returns the check character that belongs to the first 17 digits.
func CheckDigit(first17 string) (byte, bool) {
	if len(first17) != 17 || strings.Trim(first17, "0123456789") != "" {
		return 0, false
	}
	return checkCharacter(first17), true
}

func checkCharacter(s string) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}

var provinces = func() map[string]bool {
	m := map[string]bool{}
	for _, p := range strings.Fields("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83") {
		m[p] = true
	}
	return m
}()

// Check refuses a phone number that is not a mainland mobile number (spec §9.3).
func (p Phone) Check() error {
	s := p.value
	if len(s) != 11 || s[0] != '1' || s[1] < '3' || strings.Trim(s, "0123456789") != "" {
		return InvalidField("phone", "手机号要11位，1开头，请再核对")
	}
	return nil
}
