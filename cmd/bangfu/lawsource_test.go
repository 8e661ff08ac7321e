package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// source is one file of the program, as the laws of the source see it.
type source struct {
	path      string // below the module
	file      *ast.File
	set       *token.FileSet
	constants map[string]bool // names that are constants in its package
	function  string          // the declaration being looked at
}

// lawful names the functions that build SQL and why none of it can come from
// outside. Each is looked at by a person; one that no longer builds any fails.
func lawful() map[string]string {
	return map[string]string{
		"model/store/scope.go Scope.where":        "joins constant conditions with placeholders; the column is a constant of its caller",
		"model/store/store.go Store.checkPragmas": "the pragma is a constant of the table above it; pragmas take no placeholder",
	}
}

func (s source) at(n ast.Node, text string) string {
	return fmt.Sprintf("%s:%d: %s", s.path, s.set.Position(n.Pos()).Line, text)
}

func (s source) imports(path string) bool {
	return slices.ContainsFunc(s.file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"`+path+`"` })
}

// faults returns every breach of the source laws in one file.
func (s source) faults() []string {
	var out []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			s.function = functionName(n)
			if s.function == "init" {
				out = append(out, s.at(n, "init() runs before anybody can wire anything"))
			}
		case *ast.SelectorExpr:
			out = append(out, s.clockFault(n)...)
		case *ast.CallExpr:
			out = append(out, s.callFaults(n)...)
		}
		return true
	})
	return out
}

// functionName writes a method as Type.Method.
func functionName(n *ast.FuncDecl) string {
	if n.Recv == nil {
		return n.Name.Name
	}
	owner := n.Recv.List[0].Type
	if star, ok := owner.(*ast.StarExpr); ok {
		owner = star.X
	}
	if id, ok := owner.(*ast.Ident); ok {
		return id.Name + "." + n.Name.Name
	}
	return "?." + n.Name.Name
}

// clockFault refuses the machine's clock: time comes through model.Clock.
func (s source) clockFault(n *ast.SelectorExpr) []string {
	owner, ok := n.X.(*ast.Ident)
	if !ok || owner.Name != "time" || !slices.Contains([]string{"Now", "Since", "Until"}, n.Sel.Name) || s.path == "model/clock.go" {
		return nil
	}
	return []string{s.at(n, "time."+n.Sel.Name+" instead of model.Clock")}
}

func (s source) callFaults(call *ast.CallExpr) []string {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "panic" && mentions(call, "Reveal") {
			return []string{s.at(call, "panic with personal data")}
		}
		return nil
	}
	var out []string
	if owner, ok := sel.X.(*ast.Ident); ok && slices.Contains([]string{"fmt", "log", "slog", "errors"}, owner.Name) && mentions(call, "Reveal") {
		out = append(out, s.at(call, owner.Name+"."+sel.Sel.Name+" with personal data"))
	}
	if slices.Contains([]string{"Debug", "Info", "Warn", "Error", "DebugContext", "InfoContext", "WarnContext", "ErrorContext"}, sel.Sel.Name) && mentions(call, "Reveal") {
		out = append(out, s.at(call, "log with personal data"))
	}
	if s.imports("gorm.io/gorm") {
		out = append(out, s.gormFaults(call, sel.Sel.Name)...)
	}
	return out
}

// gormFaults refuses what house.md forbids of GORM. db.First(&x, param) is SQL
// injection when param is text, and the usual scanners miss it.
func (s source) gormFaults(call *ast.CallExpr, method string) []string {
	switch method {
	case "AutoMigrate", "Save", "Association", "Unscoped":
		return []string{s.at(call, method+" is not for legal records")}
	case "First", "Find", "Take", "Last", "FirstOrInit", "FirstOrCreate":
		if len(call.Args) > 1 && !isContext(call.Args[0]) {
			return []string{s.at(call, method+" with an inline condition; use Where with a constant text")}
		}
	case "Where", "Or", "Not", "Having", "Order", "Group", "Joins", "Raw", "Exec", "Select", "Table":
		for _, arg := range call.Args[:min(len(call.Args), 2)] {
			if s.built(arg) {
				return []string{s.at(call, method+builtFault+s.path+" "+s.function)}
			}
		}
	}
	return nil
}

const builtFault = " with SQL built at run time in "

// isContext knows the generics API, whose first argument is a context.
func isContext(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "ctx"
}

// built reports whether an SQL text is put together from something that is not
// a constant: a + with a variable, or a call of fmt or strings.
func (s source) built(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return e.Op == token.ADD && (!s.constant(e.X) || !s.constant(e.Y)) && (s.text(e.X) || s.text(e.Y))
	case *ast.CallExpr:
		sel, ok := e.Fun.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		owner, ok := sel.X.(*ast.Ident)
		return ok && (owner.Name == "fmt" || owner.Name == "strings" && slices.Contains([]string{"Join", "ReplaceAll", "Replace"}, sel.Sel.Name))
	case *ast.ParenExpr:
		return s.built(e.X)
	}
	return false
}

func (s source) constant(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return s.constants[e.Name]
	case *ast.BinaryExpr:
		return s.constant(e.X) && s.constant(e.Y)
	case *ast.ParenExpr:
		return s.constant(e.X)
	}
	return false
}

func (s source) text(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Kind == token.STRING
	case *ast.Ident:
		return s.constants[e.Name]
	case *ast.BinaryExpr:
		return s.text(e.X) || s.text(e.Y)
	}
	return false
}

// mentions reports whether a call of the method stands among the arguments.
func mentions(call *ast.CallExpr, method string) bool {
	found := false
	for _, arg := range call.Args {
		ast.Inspect(arg, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == method {
				found = true
			}
			return !found
		})
	}
	return found
}

// constantNames collects the constants of a file, those inside functions too.
func constantNames(into map[string]bool, file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		if decl, ok := n.(*ast.GenDecl); ok && decl.Tok == token.CONST {
			for _, spec := range decl.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					into[name.Name] = true
				}
			}
		}
		return true
	})
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	constants := map[string]map[string]bool{}
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != "." && (strings.ContainsAny(entry.Name()[:1], "._") || entry.Name() == "node_modules" || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, filepath.Join(root, path), nil, 0)
		if err != nil {
			return err
		}
		dir := filepath.Dir(path)
		if constants[dir] == nil {
			constants[dir] = map[string]bool{}
		}
		constantNames(constants[dir], file)
		all = append(all, source{path: path, file: file, set: set, constants: constants[dir]})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheSourceKeepsTheLaws(t *testing.T) {
	all := sources(t)
	if len(all) < 20 {
		t.Fatalf("only %d files were read", len(all))
	}
	allowed := lawful()
	for _, s := range all {
		for _, fault := range s.faults() {
			_, where, built := strings.Cut(fault, builtFault)
			if _, ok := lawful()[where]; built && ok {
				delete(allowed, where)
				continue
			}
			t.Error(fault)
		}
	}
	for where := range allowed {
		t.Errorf("%s builds no SQL any more: take it out of the list", where)
	}
}

// Each law is shown one breach it must find, and its lawful neighbour.
func TestTheLawsFindWhatTheyExistFor(t *testing.T) {
	for _, c := range []struct {
		name, path, body string
		breach           bool
	}{
		{"machine clock", "service/x/x.go", `var _ = time.Now()`, true},
		{"machine clock as a value", "service/x/x.go", `var now = time.Now`, true},
		{"machine clock in cmd", "cmd/bangfu/x.go", `var _ = time.Since(t)`, true},
		{"the clock itself", "model/clock.go", `var _ = time.Now()`, false},
		{"a method of that name", "service/x/x.go", `var _ = clock.Now()`, false},
		{"init", "service/x/x.go", `func init() {}`, true},
		{"init as a method", "service/x/x.go", `func (t T) init() {}`, false},
		{"AutoMigrate", "model/store/x.go", `func f() { db.AutoMigrate(&x) }`, true},
		{"Save", "model/store/x.go", `func f() { db.Save(&x) }`, true},
		{"inline condition", "model/store/x.go", `func f(p string) { db.First(&x, p) }`, true},
		{"no condition", "model/store/x.go", `func f() { db.First(&x) }`, false},
		{"built condition", "model/store/x.go", `func f(p string) { db.Where("a = " + p) }`, true},
		{"formatted condition", "model/store/x.go", `func f(p string) { db.Where(fmt.Sprintf("a = %s", p)) }`, true},
		{"built statement", "model/store/x.go", `func f(p string) { db.Exec("DELETE FROM " + p + " WHERE 1") }`, true},
		{"built order of a generic", "model/store/x.go", `func f(p string) { g.Raw(ctx, "SELECT " + p) }`, true},
		{"constants joined", "model/store/x.go", `const cols = "a, b"; func f() { db.Raw("SELECT " + cols + " FROM x") }`, false},
		{"bound value", "model/store/x.go", `func f(p string) { db.Where("a = ?", p) }`, false},
		{"bound number", "model/store/x.go", `func f(n int) { db.Where("a = ?", n+1) }`, false},
		{"revealed in an error", "service/x/x.go", `func f() { _ = fmt.Errorf("%s", p.Reveal()) }`, true},
		{"revealed in a log", "service/x/x.go", `func f() { log.InfoContext(ctx, "x", "p", p.Reveal()) }`, true},
		{"revealed in a panic", "service/x/x.go", `func f() { panic("x" + p.Reveal()) }`, true},
		{"revealed where it belongs", "service/x/x.go", `func f() { send(p.Reveal()) }`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := token.NewFileSet()
			text := "package x\nimport \"gorm.io/gorm\"\n" + strings.ReplaceAll(c.body, "; ", "\n")
			file, err := parser.ParseFile(set, c.path, text, 0)
			if err != nil {
				t.Fatal(err)
			}
			s := source{path: c.path, file: file, set: set, constants: map[string]bool{}}
			constantNames(s.constants, file)
			if found := s.faults(); (len(found) > 0) != c.breach {
				t.Errorf("found %v, breach is %v", found, c.breach)
			}
		})
	}
}
