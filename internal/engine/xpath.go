package engine

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"
)

// stringArguments are the functions of XPath 1.0 whose arguments are converted to
// strings, whatever they are.
var stringArguments = map[string]bool{
	"starts-with": true, "contains": true, "substring-before": true, "substring-after": true, "concat": true,
	"normalize-space": true, "string-length": true, "translate": true,
}

// CompileXPath compiles an expression. The library that evaluates it wants strings
// where XPath 1.0 converts to them, and panics over anything else, so that the
// conversions are written out first.
func CompileXPath(expression string) (compiled *xpath.Expr, err error) {
	defer func() {
		if v := recover(); v != nil {
			compiled, err = nil, fmt.Errorf("%v", v)
		}
	}()
	if compiled, err = xpath.Compile(convertArguments(expression)); err != nil {
		// What could not be rewritten is judged as it was written.
		return xpath.Compile(expression)
	}
	return compiled, nil
}

// MatchXPath evaluates an expression over an XML document, and takes the outcome
// for true as XPath's boolean() does. An expression that cannot be evaluated is
// true of no document.
func MatchXPath(expression string, document []byte) (matched bool) {
	defer func() {
		if recover() != nil {
			matched = false
		}
	}()
	if document == nil || expression == "" {
		return false
	}
	compiled, err := CompileXPath(expression)
	if err != nil {
		return false
	}
	root, err := xmlquery.Parse(bytes.NewReader(document))
	if err != nil {
		return false
	}
	switch outcome := compiled.Evaluate(xmlquery.CreateXPathNavigator(root)).(type) {
	case bool:
		return outcome
	case float64:
		return outcome != 0
	case string:
		return strings.TrimSpace(outcome) != ""
	case *xpath.NodeIterator:
		return outcome.MoveNext()
	}
	return false
}

// convertArguments puts string() around the arguments of the functions that take
// strings.
func convertArguments(expression string) string {
	var b strings.Builder
	for i := 0; i < len(expression); {
		switch c := expression[i]; {
		case c == '\'' || c == '"':
			end := i + 1 + strings.IndexByte(expression[i+1:], c) + 1
			if end <= i+1 {
				end = len(expression)
			}
			b.WriteString(expression[i:end])
			i = end
		case isNameByte(c):
			end := i
			for end < len(expression) && isNameByte(expression[end]) {
				end++
			}
			name := expression[i:end]
			b.WriteString(name)
			i = end
			if !stringArguments[name] || i == len(expression) || expression[i] != '(' {
				continue
			}
			arguments, length := splitArguments(expression[i+1:])
			if length < 0 {
				continue
			}
			b.WriteByte('(')
			for n, argument := range arguments {
				if n > 0 {
					b.WriteByte(',')
				}
				if strings.TrimSpace(argument) == "" {
					argument = "." // the node that is looked at
				}
				b.WriteString("string(" + convertArguments(argument) + ")")
			}
			b.WriteByte(')')
			i += 1 + length
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' || c == ':'
}

// splitArguments splits what is behind an opening parenthesis at the commas up to
// the closing one, behind which it has read length bytes; -1 stands for no end.
func splitArguments(s string) (arguments []string, length int) {
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\'', '"':
			end := strings.IndexByte(s[i+1:], c)
			if end < 0 {
				return nil, -1
			}
			i += end + 1
		case '(', '[':
			depth++
		case ',':
			if depth == 0 {
				arguments = append(arguments, s[start:i])
				start = i + 1
			}
		case ')', ']':
			if depth == 0 {
				return append(arguments, s[start:i]), i + 1
			}
			depth--
		}
	}
	return nil, -1
}
