//! The words that likeness is measured by: data, in lower case and without apostrophes, a blank between two.
//!
//! They are English. In another language reports are still told apart by the words that few of them have, and no wish is told
//! from a trouble: where no word of [`TROUBLE`] is known to a language, no incident is found.

/// Words that say nothing about what a report is about.
pub(super) const EMPTY: &str = "
a able about after afternoon again age ages ago all along already also although always am among an and another any
anybody anymore anyone anything apparently appreciate april are around as asap ask asked asking at august away back
be because been before being best between big bit both but by came can cell certain check cheers colleague
colleagues com come comes could couple currently day days dear december definitely dept desk did do does dozen
during each eg eight either eleven else etc even evening ever every everybody everyone everything ext far february
few fine first five fix fixed for four friday from fw fwd fyi get gets getting give gmbh go goes going good got
grateful great guys had half hallo happen happened happens has have he hello help her here hey hi him his hopefully
hour hours how however html http https hundred i id ie if ill im immediately in inc included including instead into
is it its itself ive january july june just keep keeps kind kindly know later latest least left less let lets like
little llc longer look lot ltd madam made make makes many march may maybe me meanwhile message might mine minute
minutes mob moment monday more morning most much must my near need needs new next nice nine noon nor november now
obviously oclock october of off often old on once one only onto or other otherwise our ours out over own past people
per perhaps please plus pm possible possibly put quarter quite rather re really recently regards rest restart
restarted right said same saturday say says second see seem seems sent september seven several shall she should show
shown shows side simply since sincerely sir six small so some somebody somehow someone something sometimes sorry
still such sunday support take takes team tel tell tells ten than thank thanks that thats the their them then there
theres these they theyre thing things think thirty this those though three through thru thursday time times to today
told tomorrow too tried tries try trying tuesday twelve twenty twice two unfortunately unless until up urgent us use
used user users using usual usually very via wait waiting waits want was way we wednesday week weeks welcome well
were weve what whats when where whether which while who whole whom why will with within without work worked working
works would www yesterday yet you your youre
";

/// Words that say that something does not work.
pub(super) const TROUBLE: &str = "
arent black blank break breaks broke broken cannot cant couldnt crash crashed crashes crashing dead declined
declines defect defective didnt disappear disappeared disconnected disconnecting disconnects doesnt dont down
dropped drops error errors fail failed failing fails failure faulty freeze freezes freezing frozen gone hang hanging
hangs impossible interrupted isnt issue issues kicked loses malfunction neither never no nobody none not nothing
offline outage problem problems refused rejected rejects slow stopped stops stuck timed timeout trouble unable
unavailable unknown unreachable vanish vanished wont
";

/// Words of a single thing that broke, or ran out: whoever writes them does not report what others have too.
pub(super) const ALONE: &str = "
cartridge cracked dropped expire expired expires forgot forgotten full install installation installed invitation
invitations jam jammed licence license manual newone paper phishing remember reset signature spam spilled stolen
strange stripe stripes suspicious template token toner training unlock
";

/// Words before what somebody wants to have done.
pub(super) const ASKING: &str = "
kindly please pls you
";

/// What somebody wants to have done who has a wish.
pub(super) const WISH: &str = "
add allow arrange assign block book bring buy change convert correct create deactivate delete deliver disable enable
exchange explain extend forward give grant increase install lend move order prepare provide recommend redirect
release remove rename renew repair replace reset restore send set supply switch transfer unblock unlock update
upgrade
";

/// Signs of an outage: a service does not answer, and others have it too.
pub(super) const OUTAGE: &str = "
affected all anybody anyone available both branch building colleague colleagues connect connected connecting
connection connects department disconnect disconnected disconnecting disconnects down entire everybody everyone
everywhere floor gateway host line lines location neighbour neighbours neither nobody none nor offline outage people
reach reachable reached respond responding responds response server servers service site timed timeout unavailable
unreachable whole
";

/// Weaker signs: what goes with an outage more often than with a trouble of one's own.
pub(super) const PERHAPS: &str = "
accepted again black blank declined error errors failed fails freeze freezes freezing frozen gone half hang hangs
happens interrupted keeps kicked launch load loading loads locked lost morning no nothing oclock our past react
reaction reacts same since slow stuck suddenly today unknown us we white
";

/// Words that go with any trouble, as stems: shared by many, they do not show that it is one.
pub(super) const VAGUE: &str = "
access account action activ activation activity add additional address administration administrator advic advis
allocat allocation analyst app application approv approval approver area arrang articl ask assign assist assistanc
attach attachment automatic begin below block build building business button cabl call cancel cas category center
centr chang check clean clear click client clos cod comment communication company complet computer confirm
confirmation connect consider contact content convert correct country creat credential critical current custom
customer dat data deal delay delet department description desk detail developer device director disabl discuss
display document employe enabl engineer enter entry environment exampl experienc explain extension external fil fill
find floor follow form forward found full further general group guid hand handl head help high hold holiday hom home
hop icon idea imag impact importanc important incident info inform information infrastructur instruction internal
investigat involv item job join kindly larg lead leader leav level link list load local location log login long lost
machin main maintenanc manag management manager matter meet member mention menu messag mobil month mov nam network
not notic notification number occur offic open option order organis organization owner pag part party password past
pend perform performanc period permission person personal phas plan point post present previou priority privat proc
procedur process production profil program project provid purchas question quick quickly reach reason receiv recent
record refer referenc regard register reject relat releas remot remov repeat replac report request requir resolv
resourc respond restor result return review right rol room run sav save screen search section security select send
senior sent separat server servic session set setup shar sign sit situation siz softwar solution solv soon sort spac
special specialist staff start starter stat statu step stop storag street submit summary supplier supply system task
technical technician test tester thought ticket titl tool total touch transfer try turn typ under understand updat
upgrad upload user valid valu version view visit websit week window windows wish worker writ wrong year
";

/// Things that break alone, as stems: who names one that others do not name has a trouble of the own.
pub(super) const THINGS: &str = "
adapter alarm app attachment backup badg barcod battery bill binder bluetooth book bookmark browser cabinet cabl
calendar camera card cartridg certificat chair charger clock coffe colour column contact contract cooler copy
databas delivery display dock door drawer driver dvd earphon excel fan filter firewall font form formula glass handl
handset headphon headset hotel icon ink install invitation invoic key keyboard keypad label lamp languag laptop led
len letter licen licenc lid light lock locker logo loudspeaker macro meet memory mic microphon modem monitor mous new
newsletter noi nois order pager paper pdf pen permission photo pictur pin plug plugin port presentation pric print
projector quota receipt refund repair ribbon rol room ruler scal scan scanner script sheet sign signatur sim slid
smok socket sound speaker spreadsheet stapl stick strip switch tablet templat ticket toner toolbar tray typo ups usb
vendor video viru visio voucher wallpaper webcam wedd word wrong
";

/// Stems for one thing; the first one is the term.
pub(super) const SAME: &[&str] = &[
    "computer laptop notebook pc",
    "connect connection connectivity disconnect reconnect",
    "email exchang inbox mail mailbox outbox outlook owa webmail",
    "internet web",
    "login logon signin",
    "phone call dial hotlin phon sip softphon telephon voip",
    "print printer printout spooler",
    "register registration",
    "respond answer respons",
    "vpn anyconnect forticlient globalprotect openvpn remoteaccess tunnel",
    "website homepag websit",
    "wifi accesspoint ssid wireless wlan",
];

/// Two words that are one; an empty one is none.
pub(super) const PAIRS: &[(&str, &str, &str)] = &[
    ("access", "point", "wifi"),
    ("access", "points", "wifi"),
    ("call", "back", ""),
    ("call", "me", ""),
    ("e", "mail", "email"),
    ("e", "mails", "email"),
    ("log", "in", "login"),
    ("log", "on", "login"),
    ("logged", "in", "login"),
    ("new", "one", "newone"),
    ("remote", "access", "vpn"),
    ("sign", "in", "login"),
    ("since", "i", ""),
    ("since", "my", ""),
    ("since", "the", ""),
    ("time", "out", "timeout"),
    ("times", "out", "timeout"),
    ("wi", "fi", "wifi"),
];
