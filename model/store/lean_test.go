package store_test

import (
	"context"
	"errors"
	"reflect"
	"strconv"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
)

// filled gives every stored field of a record another value; its row id stays open.
func filled(rec any, from int64) any {
	row := reflect.New(reflect.TypeOf(rec).Elem()).Elem()
	for i := range row.NumField() {
		field := row.Type().Field(i)
		if field.Name == "ID" || field.Tag.Get("gorm") == "-" {
			continue
		}
		fillField(row.Field(i), from+int64(i))
	}
	return row.Addr().Interface()
}

func fillField(f reflect.Value, n int64) {
	switch f.Kind() {
	case reflect.String:
		f.SetString("值" + strconv.FormatInt(n, 10))
	case reflect.Bool:
		f.SetBool(true)
	case reflect.Slice:
		f.SetBytes([]byte{0, byte(n), 0xff})
	case reflect.Pointer:
		f.Set(reflect.New(f.Type().Elem()))
		fillField(f.Elem(), n)
	case reflect.Uint32:
		f.SetUint(uint64(n))
	default:
		f.SetInt(n)
	}
}

func TestEveryRecordIsReadBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	for _, rec := range store.Records() {
		want := filled(rec, 11)
		if q, ok := want.(*model.Quota); ok {
			q.Cap = 1000 // the table lets nobody overshoot it
		}
		name := reflect.TypeOf(rec).Elem().Name()
		err := s.InTx(context.Background(), func(tx *store.Tx) error {
			if err := tx.Create(want); err != nil {
				return err
			}
			got := reflect.New(reflect.TypeOf(rec).Elem()).Interface()
			if err := tx.ReadOnly(got); err != nil {
				return err
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\n%+v was written,\n%+v is read", name, want, got)
			}
			if id := reflect.ValueOf(want).Elem().FieldByName("ID"); id.IsValid() && id.Int() == 0 {
				t.Errorf("%s has no row id", name)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsEmptyIsReadBackEmpty(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	for _, rec := range store.Records() {
		err := s.InTx(context.Background(), func(tx *store.Tx) error {
			want := reflect.New(reflect.TypeOf(rec).Elem()).Interface()
			if err := tx.Create(want); err != nil {
				return err
			}
			got := filled(rec, 70)
			if err := tx.ReadOnly(got); err != nil {
				return err
			}
			row := reflect.ValueOf(got).Elem()
			for i := range row.NumField() {
				if f := row.Field(i); f.Kind() == reflect.Slice && f.Len() == 0 {
					f.SetZero()
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%+v was written,\n%+v is read", want, got)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%T: %v", rec, err)
		}
	}
}

func TestAWholeRecordIsWrittenBackOnlyOverWhatWasRead(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	c, _ := filled(&model.Case{}, 1).(*model.Case)
	other, _ := filled(&model.Case{}, 50).(*model.Case)
	err := s.InTx(context.Background(), func(tx *store.Tx) error {
		return errors.Join(tx.AddCase(c), tx.AddCase(other))
	})
	if err != nil {
		t.Fatal(err)
	}
	from, next := c.State, *c
	next.State, next.OpenKey, next.WordsSealed, next.Masked = "表决", nil, []byte("新"), false
	put := func(c *model.Case, from model.State) error {
		return s.InTx(context.Background(), func(tx *store.Tx) error { return tx.PutCase(c, from) })
	}
	if err := put(&next, from); err != nil {
		t.Fatal(err)
	}
	got, err := s.Read(context.Background()).Case(c.ID)
	if err != nil || !reflect.DeepEqual(got, next) || got.Version != c.Version+1 {
		t.Errorf("%+v, %v\nwant %+v", got, err, next)
	}
	stale := *c
	if err := put(&stale, next.State); !errors.Is(err, store.ErrStale) {
		t.Errorf("over another version: %v", err)
	}
	late := next
	if err := put(&late, from); !errors.Is(err, store.ErrStale) {
		t.Errorf("over another state: %v", err)
	}
	twice := next
	twice.OpenKey = other.OpenKey
	if err := put(&twice, next.State); !errors.Is(err, store.ErrDuplicate) {
		t.Errorf("the open key of another: %v", err)
	}
	if got, err := s.Read(context.Background()).Case(other.ID); err != nil || !reflect.DeepEqual(got, *other) {
		t.Errorf("the other case: %+v, %v", got, err)
	}
}

func TestListsOfValuesAreAskedOneByOne(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	ctx := context.Background()
	var ids []int64
	err := s.InTx(ctx, func(tx *store.Tx) error {
		for i := range 12 {
			k, _ := filled(&model.Task{}, int64(100*i+100)).(*model.Task)
			if err := tx.AddTask(k); err != nil {
				return err
			}
			ids = append(ids, k.ID)
			if err := tx.AddNumber(&model.TaskNumber{PersonID: 7, TaskID: k.ID, Number: i}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	tx := s.Read(ctx)
	for _, n := range []int{1, 2, 5, 12} {
		tasks, err := tx.TasksByID(ids[:n])
		if err != nil || len(tasks) != n || tasks[n-1].ID != ids[n-1] {
			t.Errorf("%d of %d tasks, %v", len(tasks), n, err)
		}
	}
	numbers, err := tx.NumbersOf(7, ids[3:5])
	if err != nil || len(numbers) != 2 || numbers[ids[4]] != 4 {
		t.Errorf("%v, %v", numbers, err)
	}
	if numbers, err := tx.NumbersOf(8, ids[3:5]); err != nil || len(numbers) != 0 {
		t.Errorf("of another person: %v, %v", numbers, err)
	}
}

func TestWhatIsNotThereAndWhatIsThereAlreadyAreTold(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	ctx := context.Background()
	tx := s.Read(ctx)
	if _, err := tx.Case(1); model.KindOf(err) != model.KindNotFound {
		t.Errorf("no such case: %v", err)
	}
	if list, err := tx.CasesOfApplicant(1); err != nil || list == nil || len(list) != 0 {
		t.Errorf("no cases: %#v, %v", list, err)
	}
	if kin, err := tx.CadreKin("no"); err != nil || kin {
		t.Errorf("no kin: %v, %v", kin, err)
	}
	insert := func() error {
		return s.InTx(ctx, func(tx *store.Tx) error { return tx.AddRelative(&model.Relative{PersonID: 1, NumberIndex: "kin"}) })
	}
	if err := insert(); err != nil {
		t.Fatal(err)
	}
	if err := insert(); !errors.Is(err, store.ErrDuplicate) {
		t.Errorf("twice: %v", err)
	}
	if kin, err := tx.CadreKin("kin"); err != nil || !kin {
		t.Errorf("near kin: %v, %v", kin, err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Read(gone).Case(1); model.KindOf(err) != model.KindUnavailable {
		t.Errorf("a reader who has gone: %v", err)
	}
	if err := s.InTx(gone, func(tx *store.Tx) error { return tx.AddRelative(&model.Relative{PersonID: 2}) }); model.KindOf(err) != model.KindUnavailable {
		t.Errorf("a writer who has gone: %v", err)
	}
}
