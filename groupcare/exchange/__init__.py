"""What goes in and out: files to Structs and Structs to files. It never touches the record."""
