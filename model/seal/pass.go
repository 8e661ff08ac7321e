package seal

import (
	"encoding/base64"
	"encoding/binary"

	"bangfu/model"
)

const passTable = "pass"

// SignPass signs a payload for an unguessable link or a printed QR code (二维码).
// Whoever holds the pass can read the payload: put ids and days into it, never
// personal data. base64url, without padding.
func (s *Sealer) SignPass(payload []byte) string {
	version, mac := s.MAC(PurposePass, passTable, payload)
	b := make([]byte, 0, 4+macSize+len(payload))
	b = binary.BigEndian.AppendUint32(b, version)
	b = append(append(b, mac...), payload...)
	return base64.RawURLEncoding.EncodeToString(b)
}

// OpenPass returns the payload of a pass of this house; KindUnauthenticated for
// anything else. Whether the pass has run out is for the caller to read in the payload.
func (s *Sealer) OpenPass(pass string) ([]byte, error) {
	b, err := base64.RawURLEncoding.DecodeString(pass)
	// Re-encoding refuses a second spelling of the same pass: line breaks, odd last bits.
	if err != nil || len(b) < 4+macSize || base64.RawURLEncoding.EncodeToString(b) != pass {
		return nil, forged()
	}
	version, mac, payload := binary.BigEndian.Uint32(b), b[4:4+macSize], b[4+macSize:]
	if !s.VerifyMAC(PurposePass, passTable, payload, version, mac) {
		return nil, forged()
	}
	return payload, nil
}

func forged() error {
	return model.Unauthenticated("这个二维码或链接无效，请重新扫码，或向村里要新的")
}
