//! The part of a file that is written by a program.

/// Lines between two others, which say so.
#[derive(Debug)]
pub(super) struct Region {
    pub(super) begin: &'static str,
    pub(super) end: &'static str,
    /// The line that it has to be above, and is put above where it isn't there yet. Without one,
    /// the author of the file says where it belongs.
    pub(super) above: Option<&'static str>,
}

impl Region {
    /// The text with this content in the region, and all else as it was.
    pub(super) fn fill(&self, text: &str, content: &str) -> Result<String, String> {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let find = |mark: &str| lines.iter().position(|line| line.trim_end() == mark);
        let missing = |mark: &str| format!("there is no line \"{mark}\"");

        let anchor = match self.above {
            Some(line) => Some(find(line).ok_or_else(|| missing(line))?),
            None => None,
        };
        let (first, behind) = match (find(self.begin), find(self.end), anchor) {
            (Some(first), Some(last), _) => (first, last + 1),
            (None, None, Some(anchor)) => (anchor, anchor),
            (None, ..) => return Err(missing(self.begin)),
            (Some(_), None, _) => return Err(missing(self.end)),
        };
        if behind <= first && find(self.begin).is_some() {
            return Err(format!("\"{}\" is not above \"{}\"", self.begin, self.end));
        }
        if let (Some(line), Some(anchor)) = (self.above, anchor)
            && anchor < first
        {
            return Err(format!("\"{}\" is not above \"{line}\"", self.begin));
        }

        let before: String = lines.iter().take(first).copied().collect();
        let after: String = lines.iter().skip(behind).copied().collect();
        let Region { begin, end, .. } = self;
        Ok(format!("{before}{begin}\n{content}{end}\n{after}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: Region = Region {
        begin: "<a>",
        end: "</a>",
        above: None,
    };
    const ABOVE: Region = Region {
        above: Some("home"),
        ..FREE
    };

    #[test]
    fn only_what_is_inside_changes() {
        let text = "one\n<a>\nold\n</a>\n\ntwo";
        let filled = FREE.fill(text, "new\n").unwrap();
        assert_eq!(filled, "one\n<a>\nnew\n</a>\n\ntwo");
        assert_eq!(FREE.fill(&filled, "new\n").unwrap(), filled);
    }

    #[test]
    fn a_mark_is_a_line_of_its_own() {
        for text in ["see <a>\n</a>\n", "</a>\n<a>\n", "<a>\n", "</a>\n", ""] {
            assert!(FREE.fill(text, "x\n").is_err(), "{text}");
        }
    }

    #[test]
    fn a_region_with_a_home_is_put_there() {
        let filled = ABOVE.fill("one\nhome\n", "new\n").unwrap();
        assert_eq!(filled, "one\n<a>\nnew\n</a>\nhome\n");
        assert_eq!(ABOVE.fill(&filled, "new\n").unwrap(), filled);
    }

    #[test]
    fn a_region_in_the_wrong_place_is_not_filled() {
        assert!(ABOVE.fill("home\n<a>\n</a>\n", "x\n").is_err());
        assert!(ABOVE.fill("<a>\n</a>\n", "x\n").is_err());
        assert!(ABOVE.fill("<a>\nhome\n", "x\n").is_err());
    }
}
