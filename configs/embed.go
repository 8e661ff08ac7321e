package configs

import (
	"embed"
	"io/fs"
)

//go:embed default.yaml
var defaults []byte

//go:embed regions_621025.csv
var regions []byte

//go:embed schemes holidays guides
var embedded embed.FS

// Defaults returns the file of defaults, as a county may copy and change it.
func Defaults() []byte { return append([]byte(nil), defaults...) }

// Regions returns the demo county's code table (行政区划代码) as CSV with the
// header code,name,level,parent_code: 正宁县 with its townships and villages.
func Regions() []byte { return append([]byte(nil), regions...) }

// Schemes returns the schemes (方案) that ship with the program.
func Schemes() fs.FS { return room("schemes") }

// Holidays returns the statutory holidays (节假日安排), one file per year.
func Holidays() fs.FS { return room("holidays") }

// Guides returns the help pages, Markdown, one file per reader.
func Guides() fs.FS { return room("guides") }

func room(name string) fs.FS {
	sub, _ := fs.Sub(embedded, name) // fails only for a path that is not one; these are constants
	return sub
}
