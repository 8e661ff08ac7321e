package main_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"bangfu/model/store"
	"bangfu/model/store/storetest"
)

// Everybody asks for 待办, and most often: it is found by the index of the desk
// and by that of the person, on every database, whatever else is open.
func TestTasksAreFoundByTheIndexesOfDeskAndPerson(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { tasksByIndex(t, storetest.OpenSQLite(t)) })
	if os.Getenv(storetest.EnvMySQL) != "" {
		t.Run("mariadb", func(t *testing.T) { tasksByIndex(t, storetest.Open(t)) })
	}
}

func tasksByIndex(t *testing.T, st *store.Store) {
	t.Helper()
	c := newCounty(t, st)
	c.fill(20_000)
	r := record(t, st)
	asked := r.of(func() {
		cards, total, err := c.svc.Tasks(c.ctx, c.cadres["clerk"], 1)
		c.must(err)
		if len(cards) != 20 || total != deskTasks {
			t.Fatalf("%d of %d tasks", len(cards), total)
		}
	})
	looked := 0
	for _, s := range asked {
		if !strings.Contains(s.sql, "task_number") && strings.Contains(s.sql, "task") && strings.Contains(s.sql, "desk_area") {
			looked++
			plan := c.plan(s)
			if !strings.Contains(plan, "task_desk") || !strings.Contains(plan, "task_person") {
				t.Errorf("%s\ngoes by\n%s", s.sql, plan)
			}
		}
	}
	if looked == 0 {
		t.Error("no statement asks for the desk's tasks")
	}
}

// plan says by which tables and indexes a statement goes, one a line.
func (c *county) plan(s statement) string {
	c.b.Helper()
	pool, err := c.st.DB()
	c.must(err)
	explain, wanted := "EXPLAIN QUERY PLAN ", "detail"
	if c.st.Driver() == store.MySQL {
		explain, wanted = "EXPLAIN ", "key"
	}
	rows, err := pool.QueryContext(c.ctx, explain+s.sql, s.args...)
	c.must(err)
	defer rows.Close() //nolint:errcheck // read to the end below
	names, err := rows.Columns()
	c.must(err)
	var lines []string
	for rows.Next() {
		cells, to := make([]*string, len(names)), make([]any, len(names))
		for i := range cells {
			to[i] = &cells[i]
		}
		c.must(rows.Scan(to...))
		for i, name := range names {
			if name == wanted && cells[i] != nil {
				lines = append(lines, *cells[i])
			}
		}
	}
	c.must(rows.Err())
	return strings.Join(lines, "\n")
}

// deskTasks is how many open tasks the clerk's desk has, in a register of any size.
const deskTasks = 50

// part is how many tasks one statement makes: a server's answer has its time limit.
const part = 50_000

// fill makes so many open tasks of other desks and persons, and the clerk's own.
func (c *county) fill(n int) {
	c.b.Helper()
	round, err := c.st.Read(c.ctx).RoundByPublic(c.round)
	c.must(err)
	pool, err := c.st.DB()
	c.must(err)
	join := "CONCAT('%s', n)"
	if c.st.Driver() == store.SQLite {
		join = "('%s' || n)"
	}
	text := func(before, number string) string {
		return strings.ReplaceAll(fmt.Sprintf(join, before), "n)", "("+number+"))")
	}
	digits := "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6" +
		" UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)"
	numbers := "SELECT d0.d + 10*d1.d + 100*d2.d + 1000*d3.d + 10000*d4.d + 100000*d5.d AS n FROM " + digits + " d0, " + digits + " d1, " +
		digits + " d2, " + digits + " d3, " + digits + " d4, " + digits + " d5"
	insert := func(first, count int, area, person, due string) {
		statement := "INSERT INTO task (public_id, kind, object_kind, object_id, `scheme`, machine, at_state, `do`, for_role, role, desk_area, person_id, area, " +
			"status, version, count, opens_at, due, alerted, done_by, done_do, done_at, created_at) SELECT " + text("f", fmt.Sprintf("n+%d", first)) +
			", 'step', 'case', n, ?, 'case', 'submitted', 'accept', 'village_clerk', 'village_clerk', " + area + ", " + person + ", " + area +
			", 'open', 1, 1, 0, " + due + ", 0, 0, '', 0, 0 FROM (" + numbers + ") numbers WHERE n < ?"
		_, err := pool.ExecContext(c.ctx, statement, round.Scheme, count)
		c.must(err)
	}
	insert(1_000_000, deskTasks, "'"+string(benchTownship.Join(benchVillage))+"'", "0", "1400000000000 + n")
	for first := 0; first < n/2; first += part {
		insert(2_000_000+first, min(part, n/2-first), text("/62/6210/621025/other", "n % 1000"), "0", "1400000000000 + n % 977")
		insert(4_000_000+first, min(part, n/2-first), "'/62/6210/621025/named/'", "1000000 + n % 1000", "1400000000000 + n % 977")
	}
	analyze := "ANALYZE task"
	if c.st.Driver() == store.MySQL {
		analyze = "ANALYZE TABLE task"
	}
	rows, err := pool.QueryContext(c.ctx, analyze)
	c.must(err)
	defer rows.Close() //nolint:errcheck // nothing is read
	c.must(rows.Err())
}

// BenchmarkTasks is 待办 of a desk with 50 open tasks among a thousand, a hundred
// thousand and (BANGFU_BENCH_LARGE) a million of others: it must not grow with them.
func BenchmarkTasks(b *testing.B) {
	sizes := []int{1_000, 100_000}
	if os.Getenv("BANGFU_BENCH_LARGE") != "" {
		sizes = append(sizes, 1_000_000)
	}
	onEveryServer(b, func(b *testing.B, open func(testing.TB) *store.Store) {
		for _, n := range sizes {
			b.Run(fmt.Sprint("tasks=", n), func(b *testing.B) {
				c := newCounty(b, open(b))
				c.fill(n)
				ask := func() {
					if _, total, err := c.svc.Tasks(c.ctx, c.cadres["clerk"], 1); err != nil || total != deskTasks {
						b.Fatalf("%d tasks, %v", total, err)
					}
				}
				ask() // gives the numbers
				var took []float64
				for b.Loop() {
					start := time.Now()
					ask()
					took = append(took, float64(time.Since(start).Microseconds()))
				}
				b.ReportMetric(quantile(took, 0.5), "p50-µs")
				b.ReportMetric(quantile(took, 0.95), "p95-µs")
			})
		}
	})
}
