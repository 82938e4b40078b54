//! Charts for mail: pictures in PNG, drawn here.
//!
//! Mail programs take SVG out, and some drop the background colours of table cells or turn them round in the dark; a
//! picture that comes with the mail is shown as it is. It has no words, since no font is at hand: what it shows stands
//! beside it as text, and only the figures at its scale are drawn. Its ground is transparent and its colours are seen on
//! light and on dark. The same figures give the same octets.

/// What a column or a bar stands for; also the name of its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// What was opened.
    Opened,
    /// What was resolved.
    Resolved,
    /// Lines and figures of the scale.
    Scale,
}

/// Width of a chart, in pixels: twice what it is shown at, for sharp screens.
pub const WIDTH: usize = 1120;
/// Height of a chart, in pixels.
pub const HEIGHT: usize = 280;
/// Room for the figures of the scale, at the left.
const LEFT: usize = 100;
/// Above the highest line, for its figure.
const TOP: usize = 20;
/// Below the base line.
const BOTTOM: usize = 20;
/// Most lines above the base.
const LINES_MAX: u64 = 5;
/// Widest column.
const COLUMN_MAX: usize = 40;
/// How large a point of a figure is drawn.
const POINT: usize = 4;
/// Columns of points of a figure, with the gap behind it.
const FIGURE: usize = 4;

/// The colours: of nothing, and of each ink. Blue and orange are told apart by nearly everybody.
const PALETTE: [u8; 12] = [
    0xff, 0xff, 0xff, 0x2f, 0x74, 0xc0, 0xe0, 0x8a, 0x1e, 0x8a, 0x94, 0xa0,
];
/// How opaque each is.
const OPACITY: [u8; 4] = [0, 255, 255, 255];

/// Figures 0 to 9, each five rows of three points, the highest bit first.
const FIGURES: [u16; 10] = [
    0b111_101_101_101_111,
    0b010_110_010_010_111,
    0b111_001_111_100_111,
    0b111_001_111_001_111,
    0b101_101_111_001_001,
    0b111_100_111_001_111,
    0b111_100_111_101_111,
    0b111_001_010_010_010,
    0b111_101_111_101_111,
    0b111_101_111_001_111,
];

/// A pair of columns for each pair of figures, over a scale.
pub fn columns(pairs: &[(u64, u64)]) -> Vec<u8> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let most = pairs.iter().map(|(one, other)| *one.max(other)).max();
    let step = step(most.unwrap_or_default());
    let lines = most.unwrap_or_default().div_ceil(step).max(1);
    let room = HEIGHT - TOP - BOTTOM;
    let height = |value: u64| scaled(value, step.saturating_mul(lines), room);
    for line in 0..=lines {
        let y = HEIGHT - BOTTOM - height(step.saturating_mul(line));
        canvas.fill(LEFT, y, WIDTH - LEFT, 2, Ink::Scale);
        canvas.figures(step.saturating_mul(line), LEFT - 16, y);
    }
    let slot = (WIDTH - LEFT) / pairs.len().max(1);
    let wide = (slot * 2 / 5).clamp(1, COLUMN_MAX);
    for (at, (opened, resolved)) in pairs.iter().enumerate() {
        let x = LEFT + at * slot + slot.saturating_sub(2 * wide) / 2;
        for (x, value, ink) in [
            (x, *opened, Ink::Opened),
            (x + wide, *resolved, Ink::Resolved),
        ] {
            let tall = height(value);
            canvas.fill(x, HEIGHT - BOTTOM - tall, wide.max(3) - 2, tall, ink);
        }
    }
    canvas.png()
}

/// A picture of one colour, to be shown as wide as a bar is long.
pub fn bar(ink: Ink) -> Vec<u8> {
    let mut canvas = Canvas::new(8, 8);
    canvas.fill(0, 0, 8, 8, ink);
    canvas.png()
}

/// How much a line of the scale stands for: 1, 2 or 5, with noughts, so that there are few lines.
fn step(most: u64) -> u64 {
    let tens = std::iter::successors(Some(1_u64), |ten| ten.checked_mul(10));
    tens.flat_map(|ten| [1, 2, 5].map(|figure| ten.saturating_mul(figure)))
        .find(|step| most.div_ceil(*step) <= LINES_MAX)
        .unwrap_or(u64::MAX)
}

/// A value on a scale of so many pixels.
fn scaled(value: u64, whole: u64, pixels: usize) -> usize {
    let pixels = u128::try_from(pixels).unwrap_or_default();
    let at = u128::from(value) * pixels / u128::from(whole.max(1));
    usize::try_from(at.min(pixels)).unwrap_or_default()
}

/// Points of one ink each; 0 is none.
struct Canvas {
    wide: usize,
    high: usize,
    points: Vec<u8>,
}

impl Canvas {
    fn new(wide: usize, high: usize) -> Self {
        Self {
            wide,
            high,
            points: vec![0; wide * high],
        }
    }

    /// A rectangle; what lies outside is left out.
    fn fill(&mut self, x: usize, y: usize, wide: usize, high: usize, ink: Ink) {
        let ink = match ink {
            Ink::Opened => 1,
            Ink::Resolved => 2,
            Ink::Scale => 3,
        };
        let end = (x + wide).min(self.wide);
        for row in self.points.chunks_mut(self.wide).skip(y).take(high) {
            if let Some(row) = row.get_mut(x.min(end)..end) {
                row.fill(ink);
            }
        }
    }

    /// A number that ends at `right`, its middle at `y`.
    fn figures(&mut self, number: u64, right: usize, y: usize) {
        let mut left = right;
        let top = y.saturating_sub(POINT * 5 / 2);
        for figure in number.to_string().bytes().rev() {
            left = left.saturating_sub(FIGURE * POINT);
            let shape = FIGURES.get(usize::from(figure - b'0'));
            for (at, bit) in (0..15).rev().enumerate() {
                if shape.is_some_and(|shape| shape >> bit & 1 == 1) {
                    let (x, y) = (left + at % 3 * POINT, top + at / 3 * POINT);
                    self.fill(x, y, POINT, POINT, Ink::Scale);
                }
            }
        }
    }

    /// The picture in PNG. Writing into memory cannot fail; should it, the alternative text stands in its place.
    fn png(&self) -> Vec<u8> {
        let mut octets = Vec::new();
        let (wide, high) = (u32::try_from(self.wide), u32::try_from(self.high));
        let mut encoder = png::Encoder::new(
            &mut octets,
            wide.unwrap_or_default(),
            high.unwrap_or_default(),
        );
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(PALETTE.as_slice());
        encoder.set_trns(OPACITY.as_slice());
        let written = encoder
            .write_header()
            .and_then(|mut writer| writer.write_image_data(&self.points));
        written.map_or_else(|_| Vec::new(), |()| octets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The points of a picture, as a mail program reads them.
    fn read(octets: &[u8]) -> (usize, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(octets));
        decoder.set_transformations(png::Transformations::IDENTITY);
        let mut reader = decoder.read_info().unwrap();
        let mut points = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut points).unwrap();
        (usize::try_from(frame.width).unwrap(), points)
    }

    /// How high the column of an ink is that a vertical line meets.
    fn tall(points: &[u8], wide: usize, x: usize, ink: u8) -> usize {
        let line = points.iter().skip(x).step_by(wide);
        line.filter(|point| **point == ink).count()
    }

    #[test]
    fn a_column_is_as_high_as_its_figure_says() {
        let octets = columns(&[(4, 2), (0, 0), (5, 5)]);
        let (wide, points) = read(&octets);
        assert_eq!((wide, points.len()), (WIDTH, WIDTH * HEIGHT));
        let room = HEIGHT - TOP - BOTTOM;
        let slot = (WIDTH - LEFT) / 3;
        let middle = |at: usize| LEFT + at * slot + slot / 2;
        assert_eq!(tall(&points, wide, middle(0) - 20, 1), room * 4 / 5);
        assert_eq!(tall(&points, wide, middle(0) + 20, 2), room * 2 / 5);
        assert_eq!(tall(&points, wide, middle(1) - 20, 1), 0);
        assert_eq!(tall(&points, wide, middle(2) - 20, 1), room);
    }

    #[test]
    fn the_same_figures_give_the_same_octets_and_few_of_them() {
        let month: Vec<(u64, u64)> = (0..31).map(|day| (day * 7 % 23, day * 5 % 19)).collect();
        assert_eq!(columns(&month), columns(&month));
        assert!(columns(&month).len() < 20_000, "{}", columns(&month).len());
    }

    #[test]
    fn a_scale_has_few_round_lines() {
        let steps = [0, 1, 5, 6, 11, 26, 100, 101, 4711, u64::MAX].map(step);
        let max = 5_000_000_000_000_000_000;
        assert_eq!(steps, [1, 1, 1, 2, 5, 10, 20, 50, 1000, max]);
    }

    #[test]
    fn a_chart_of_nothing_or_of_too_much_is_a_picture_all_the_same() {
        for pairs in [vec![], vec![(0, 0)], vec![(u64::MAX, 1); 2000]] {
            assert_eq!(read(&columns(&pairs)).0, WIDTH);
        }
        assert!(read(&bar(Ink::Resolved)).1.iter().all(|point| *point == 2));
    }
}
