package maas2_test

import (
	"reflect"
	"strings"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// setVocabulary sets an option of a type that writes itself as a word or as
// several, from the recorded parameter of that name. It reports whether it knows
// the type.
func setVocabulary(target reflect.Value, name string, left map[string][]string) bool {
	values := left[name]
	set := func(value any) {
		delete(left, name)
		v := reflect.ValueOf(value)
		if target.Kind() == reflect.Pointer {
			target.Set(reflect.New(target.Type().Elem()))
			target.Elem().Set(v)
		} else {
			target.Set(v)
		}
	}
	typ := target.Type()
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch typ {
	case reflect.TypeFor[maas2.NameList]():
		if len(values) == 1 {
			list := maas2.NameList{}
			if values[0] != "" {
				list = strings.Split(values[0], ",")
			}
			set(list)
		}
	case reflect.TypeFor[maas2.BootResourceType]():
		if len(values) == 1 {
			set(maas2.BootResourceType(values[0]))
		}
	case reflect.TypeFor[maas2.ScriptType]():
		setWord(name, values, set, maas2.ScriptTypeDeployment)
	case reflect.TypeFor[maas2.HardwareType]():
		setWord(name, values, set, maas2.HardwareTypeGPU)
	case reflect.TypeFor[maas2.ResultType]():
		setWord(name, values, set, maas2.ResultTypeDeployment)
	default:
		return false
	}
	return true
}

// setWord sets the value, from 0 to last, that is written as the recorded word.
func setWord[T interface {
	~int
	maas.ParamMarshaler
}](name string, words []string, set func(any), last T) {
	for value := T(0); value <= last; value++ {
		params, err := value.MarshalParams(name)
		if err == nil && len(words) == 1 && params[0].Value == words[0] {
			set(value)
			return
		}
	}
}
