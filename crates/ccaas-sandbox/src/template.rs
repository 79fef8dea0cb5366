//! Matching paths.

use crate::pairs;

/// What a path had where its template has `{name}`.
pub(crate) type Params = Vec<(&'static str, String)>;

/// A path with parameters, such as `/cases/{id}/activities`.
///
/// A parameter fills its segment to the end, but may have a literal in front: `ext_{id}`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Template(pub(crate) &'static str);

impl Template {
    /// The parameters, if the path fits. It must fit to the slash: `/a` is not `/a/`.
    pub(crate) fn fit(self, path: &str) -> Option<Params> {
        let mut params = Params::new();
        let mut given = path.split('/');
        for wanted in self.0.split('/') {
            let segment = given.next()?;
            let Some((literal, name)) = parameter(wanted) else {
                if segment != wanted {
                    return None;
                }
                continue;
            };
            let value = pairs::percent(segment.strip_prefix(literal)?)?;
            if value.is_empty() {
                return None;
            }
            params.push((name, value));
        }
        given.next().is_none().then_some(params)
    }

    /// How much of the template is literal: of two that fit, the more literal one is meant.
    pub(crate) fn weight(self) -> usize {
        self.0
            .split('/')
            .map(|segment| match parameter(segment) {
                None => 1 << 16,
                Some((literal, _)) => literal.len(),
            })
            .sum()
    }
}

fn parameter(segment: &'static str) -> Option<(&'static str, &'static str)> {
    segment.strip_suffix('}')?.split_once('{')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_fill_segments() {
        let template = Template("/cases/{id}/activities/{activity_id}");
        let params = template.fit("/cases/7/activities/a%2Fb").unwrap();
        assert_eq!(
            params,
            [("id", "7".to_owned()), ("activity_id", "a/b".to_owned())]
        );
        for path in [
            "/cases/7/activities",
            "/cases//activities/1",
            "/cases/7/activities/1/",
            "/cases/%zz/activities/1",
            "cases/7/activities/1",
        ] {
            assert!(template.fit(path).is_none(), "{path}");
        }
    }

    #[test]
    fn a_parameter_may_have_a_literal_in_front() {
        let (plain, prefixed) = (Template("/x/{id}"), Template("/x/ext_{id}"));
        let params = prefixed.fit("/x/ext_9").unwrap();
        assert_eq!(params, [("id", "9".to_owned())]);
        assert!(prefixed.fit("/x/9").is_none());
        assert!(prefixed.weight() > plain.weight());
        assert!(Template("/x/all").weight() > prefixed.weight());
    }
}
