package maas2test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gomaas/maas/internal/engine"
)

// What forms say of a bad value.
const (
	fieldRequired = "This field is required."
	invalidValue  = "Enter a valid value."
	wholeNumber   = "Enter a whole number."
	nullCharacter = "Null characters are not allowed."
)

// A form checks the fields of a request. A field that was not sent leaves the
// variable as it is, which is the default of a new object or what a changed one
// has; a rule is asked of it all the same.
type form struct {
	data *engine.Values
	errs engine.FieldErrors
}

// form returns the form of a request's body. It fails where a body in an unknown
// format leaves a form without any data.
func (c *call) form() (*form, error) {
	if c.Data == nil {
		return nil, refuse(engine.FieldErrors{})
	}
	return &form{c.Data, engine.FieldErrors{}}, nil
}

// A rule returns what is wrong with a value, or "".
type rule func(value string) string

// required refuses an empty value. What the other rules say of one does not count.
func required(value string) string {
	if value == "" {
		return fieldRequired
	}
	return ""
}

// atMost refuses values of more than limit characters.
func atMost(limit int) rule {
	return func(value string) string {
		if n := utf8.RuneCountInString(value); n > limit {
			return fmt.Sprintf("Ensure this value has at most %d characters (it has %d).", limit, n)
		}
		return ""
	}
}

// matching refuses values that do not match pattern.
func matching(pattern *regexp.Regexp) rule {
	return func(value string) string {
		if !pattern.MatchString(value) {
			return invalidValue
		}
		return ""
	}
}

// oneOf refuses values outside a list.
func oneOf(choices ...string) rule {
	return func(value string) string {
		if !slices.Contains(choices, value) {
			return notAChoice(value)
		}
		return ""
	}
}

// unless refuses every value if it is taken, with message.
func unless(taken func(value string) bool, message string) rule {
	return func(value string) string {
		if taken(value) {
			return message
		}
		return ""
	}
}

// notAChoice is what a form says of a value outside its list.
func notAChoice(value string) string {
	return "Select a valid choice. " + value + " is not one of the available choices."
}

// text reads a field that holds text, without the blanks around it.
func (f *form) text(name string, field *string, rules ...rule) {
	f.read(name, field, strings.TrimSpace, rules)
}

// verbatim reads a field that holds text, with the blanks around it.
func (f *form) verbatim(name string, field *string, rules ...rule) {
	f.read(name, field, func(s string) string { return s }, rules)
}

func (f *form) read(name string, field *string, clean func(string) string, rules []rule) {
	value, sent := f.data.Lookup(name)
	if sent {
		if strings.Contains(value, "\x00") {
			f.errs.Add(name, nullCharacter)
			return
		}
		value = clean(value)
	} else {
		value = *field
	}
	if problem := firstProblem(value, rules); problem != "" {
		f.errs.Add(name, problem)
		return
	}
	*field = value
}

// firstProblem returns what the first rule that refuses a value says. Of an empty
// one only required has something to say.
func firstProblem(value string, rules []rule) string {
	for _, check := range rules {
		problem := check(value)
		if problem != "" && (value != "" || problem == fieldRequired) {
			return problem
		}
	}
	return ""
}

// boolean reads a field that is true or false. A form takes anything but "",
// "false" and "False" for true.
func (f *form) boolean(name string, field *bool) {
	if value, sent := f.data.Lookup(name); sent {
		*field = value != "" && !strings.EqualFold(value, "false")
	}
}

// number reads a field that holds a whole number; a blank one leaves it at zero.
func (f *form) number(name string, field *int, lowest, highest int) {
	value, sent := f.data.Lookup(name)
	if !sent {
		return
	}
	if value = strings.TrimSpace(value); value == "" {
		*field = 0
		return
	}
	n, err := strconv.Atoi(value)
	switch {
	case err != nil:
		f.errs.Add(name, wholeNumber)
	case n < lowest:
		f.errs.Add(name, fmt.Sprintf("Ensure this value is greater than or equal to %d.", lowest))
	case n > highest:
		f.errs.Add(name, fmt.Sprintf("Ensure this value is less than or equal to %d.", highest))
	default:
		*field = n
	}
}

// has reports whether a field was sent.
func (f *form) has(name string) bool { return f.data.Has(name) }

// ok reports whether nothing was found to be wrong so far.
func (f *form) ok() bool { return len(f.errs) == 0 }

// err is nil if the form was accepted.
func (f *form) err() error {
	if len(f.errs) == 0 {
		return nil
	}
	return refuse(f.errs)
}

// refuse is the failure of a form.
func refuse(errs engine.FieldErrors) error {
	return &engine.Failure{Response: engine.Response{Status: http.StatusBadRequest, ContentType: engine.TypeJSON, Body: errs.JSON()}}
}

// invalid is the failure of a form with one message.
func invalid(field, message string) error {
	return refuse(engine.FieldErrors{field: {message}})
}

// stringBool reads a parameter that is a switch outside of forms.
func stringBool(text string) (value, ok bool) {
	switch strings.ToLower(text) {
	case "1", "true", "yes", "y", "t", "on":
		return true, true
	case "0", "false", "no", "n", "f", "off":
		return false, true
	}
	return false, false
}
