package document

import "testing"

// Decisions 44: the 20,992 basic ideographs, Latin, punctuation, full-width.
func TestTheOwnFontHasEveryBasicIdeograph(t *testing.T) {
	t.Parallel()
	own, err := unpack()
	if err != nil {
		t.Fatal(err)
	}
	spans := [][2]rune{{' ', '~'}, {'一', 0x9FFF}, {'、', '〗'}, {'！', '～'}, {'①', '⑳'}}
	for _, span := range spans {
		for r := span[0]; r <= span[1]; r++ {
			if !own.has(r) {
				t.Errorf("%c (U+%04X) is missing", r, r)
			}
		}
	}
	if len(packedFont) > 9_000_000 {
		t.Errorf("the font takes %d bytes", len(packedFont))
	}
}
