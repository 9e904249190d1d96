package maas2test

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"time"
)

// xzArchive packs files into a tar.xz below a directory, without compressing them.
func xzArchive(directory string, files []outputFile, now time.Time) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		// Writing to a buffer cannot fail, nor can a header with such a name.
		_ = w.WriteHeader(&tar.Header{Name: directory + "/" + f.name, Mode: 0o644, Size: int64(len(f.content)), ModTime: now})
		_, _ = w.Write(f.content)
	}
	_ = w.Close()
	return xzStored(b.Bytes())
}

// xzStored is an xz stream with data in it as it is.
func xzStored(data []byte) []byte {
	const (
		checkNone   = 0x00
		largest     = 1 << 16 // of a chunk
		resetStored = 0x01
		plainStored = 0x02
	)
	flags := []byte{0x00, checkNone}
	out := append([]byte("\xfd7zXZ\x00"), flags...)
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(flags))
	start := len(out)
	// The header of the only block gives no sizes and selects LZMA2 with a dictionary of 4 KiB.
	header := []byte{0x02, 0x00, 0x21, 0x01, 0x08, 0x00, 0x00, 0x00}
	out = append(out, header...)
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(header))
	control := byte(resetStored)
	for rest := data; len(rest) > 0; control = plainStored {
		n := min(len(rest), largest)
		out = append(out, control)
		out = binary.BigEndian.AppendUint16(out, uint16(n-1))
		out = append(out, rest[:n]...)
		rest = rest[n:]
	}
	out = append(out, 0x00)
	unpadded := len(out) - start
	for (len(out)-start)%4 != 0 {
		out = append(out, 0x00)
	}
	index := []byte{0x00, 0x01}
	index = binary.AppendUvarint(index, uint64(unpadded))
	index = binary.AppendUvarint(index, uint64(len(data)))
	for len(index)%4 != 0 {
		index = append(index, 0x00)
	}
	index = binary.LittleEndian.AppendUint32(index, crc32.ChecksumIEEE(index))
	out = append(out, index...)
	footer := binary.LittleEndian.AppendUint32(nil, uint32(len(index)/4-1))
	footer = append(footer, flags...)
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(footer))
	out = append(out, footer...)
	return append(out, "YZ"...)
}
