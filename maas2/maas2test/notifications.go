package maas2test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// A notification is a message to users, to administrators, or to one user.
type notification struct {
	id                             int
	ident, message, category, user string // ident and user are "" for none
	context                        object
	users, admins, dismissable     bool
	dismissedBy                    []string
	updated                        time.Time
}

var notifications = hiddenKind[int, notification]()

var notificationsSection = &section{
	resources: []*resource{
		{Template: "notifications/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).notificationsRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).notificationsCreate},
		}},
		{Template: "notifications/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).notificationRead},
			{Method: http.MethodPost, Op: "dismiss", Run: (*call).notificationDismiss},
			{Method: http.MethodPut, Admin: true, Run: (*call).notificationUpdate},
			{Method: http.MethodDelete, Admin: true, Run: (*call).notificationDelete},
		}},
	},
}

func (c *call) notificationJSON(n *notification) object {
	var to any
	if u := users.in(c.state).Get(n.user); u != nil {
		to = c.userJSON(u)
	}
	return object{
		{"ident", orNull(n.ident)},
		{"user", to},
		{"users", n.users},
		{"admins", n.admins},
		{"message", n.message},
		{"context", n.context},
		{"category", n.category},
		{"dismissable", n.dismissable},
		{"id", n.id},
		{"resource_uri", c.uri("notifications", strconv.Itoa(n.id))},
	}
}

// concerns reports whether a notification is for the caller.
func (c *call) concerns(n *notification) bool {
	return n.user == c.user.name || n.users && !c.isAdmin() || n.admins && c.isAdmin()
}

// notification finds the notification in the path.
func (c *call) notification() (*notification, error) {
	id, _ := c.id("id")
	n := notifications.in(c.state).Get(id)
	if n == nil {
		return nil, notFound("Notification")
	}
	return n, nil
}

// notificationsRead lists what is for the caller and was not dismissed.
func (c *call) notificationsRead() (any, error) {
	var found []*notification
	for _, n := range notifications.in(c.state).Sorted() {
		if c.concerns(n) && !slices.Contains(n.dismissedBy, c.user.name) {
			found = append(found, n)
		}
	}
	slices.SortStableFunc(found, func(a, b *notification) int { return cmp.Or(a.updated.Compare(b.updated), a.id-b.id) })
	list := []object{}
	for _, n := range found {
		list = append(list, c.notificationJSON(n))
	}
	return list, nil
}

func (c *call) notificationsCreate() (any, error) {
	n := &notification{category: "info", context: object{}, dismissable: true}
	if err := c.fillNotification(n); err != nil {
		return nil, err
	}
	n.id = c.state.next("notification")
	notifications.in(c.state).Put(n.id, n)
	return c.notificationJSON(n), nil
}

func (c *call) notificationRead() (any, error) {
	n, err := c.notification()
	if err != nil {
		return nil, err
	}
	if !c.isAdmin() && !c.concerns(n) {
		return nil, engine.Forbidden("")
	}
	return c.notificationJSON(n), nil
}

// notificationUpdate makes a notification one that cannot be dismissed unless it is
// told again that it can.
func (c *call) notificationUpdate() (any, error) {
	old, err := c.notification()
	if err != nil {
		return nil, err
	}
	n := *old
	n.dismissable = false
	if err := c.fillNotification(&n); err != nil {
		return nil, err
	}
	notifications.in(c.state).Put(n.id, &n)
	return c.notificationJSON(&n), nil
}

func (c *call) notificationDelete() (any, error) {
	n, err := c.notification()
	if err != nil {
		return nil, err
	}
	notifications.in(c.state).Delete(n.id)
	return engine.Deleted(), nil
}

func (c *call) notificationDismiss() (any, error) {
	n, err := c.notification()
	if err != nil {
		return nil, err
	}
	switch {
	case !c.concerns(n):
		return nil, engine.Forbidden("")
	case !n.dismissable:
		return nil, engine.ServerError("Notification is not dismissable")
	case !slices.Contains(n.dismissedBy, c.user.name):
		dismissed := append(slices.Clone(n.dismissedBy), c.user.name)
		notifications.in(c.state).Update(n.id, func(n *notification) { n.dismissedBy = dismissed })
	}
	return nil, nil
}

// fillNotification sets the fields that the request's form has.
func (c *call) fillNotification(n *notification) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	taken := func(ident string) bool {
		return notifications.in(c.state).Find(func(other *notification) bool { return other.ident == ident && other.id != n.id }) != nil
	}
	f.text("ident", &n.ident, atMost(40), unless(taken, "Notification with this Ident already exists."))
	f.text("message", &n.message, required)
	f.text("category", &n.category, required, oneOf("error", "warning", "success", "info"))
	f.boolean("users", &n.users)
	f.boolean("admins", &n.admins)
	f.boolean("dismissable", &n.dismissable)
	if sent := f.data.Get("context"); sent != "" {
		var decoded map[string]any
		if json.Unmarshal([]byte(sent), &decoded) != nil {
			f.errs.Add("context", "Enter a valid JSON.")
		}
		n.context = fromJSON(decoded).(object)
	}
	if sent := f.data.Get("user"); sent != "" {
		id, err := strconv.Atoi(sent)
		u := users.in(c.state).Find(func(u *user) bool { return u.id == id && !u.system })
		if err != nil || u == nil {
			f.errs.Add("user", noSuchChoice)
		} else {
			n.user = u.name
		}
	}
	n.updated = c.now
	return f.err()
}

// fromJSON makes a decoded JSON or YAML value one that can be encoded again.
func fromJSON(value any) any {
	switch value := value.(type) {
	case map[string]any:
		o := object{}
		for _, name := range engine.SortedKeys(value) {
			o = append(o, member{name, fromJSON(value[name])})
		}
		return o
	case []any:
		list := make([]any, len(value))
		for i := range value {
			list[i] = fromJSON(value[i])
		}
		return list
	case float64:
		if n := int(value); float64(n) == value {
			return n
		}
		return value
	case nil, bool, int, string:
		return value
	}
	return fmt.Sprint(value)
}
