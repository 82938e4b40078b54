//! The phrases of the shipped rules. A space stands for any white space between two words of a phrase.

type Phrases = &'static [&'static str];

/// The author says that there is time.
pub(super) const NOT_URGENT: Phrases = &[
    r"(?:not|isn['’]?t|nothing|neither) (?:an? |at all |very |that |so |really |super |too |particularly )*(?:urgent|critical|emergency|high[ -]priority|time[ -]critical)",
    r"non[ -](?:urgent|critical)",
    r"no (?:rush|hurry|urgency|emergency)",
    r"(?:low|lowest) (?:priority|urgency)",
    r"nicht (?:so |sehr |besonders )*(?:dringend|eilig|kritisch)|eilt nicht|keine eile",
    r"pas (?:très |si |du tout |vraiment )*(?:urgent|pressé)e?s?",
    r"(?:no (?:es |está |muy |tan )*urgente|sin prisa)",
];

/// A service that many use is gone.
pub(super) const OUTAGE: Phrases = &[
    r"(?:servers?|services?|systems?|databases?|db|(?:web ?)?sites?|website|network|internet|wi-?fi|vpn|e-?mail|mail|exchange|erp|sap|production|prod|portal|intranet|extranet|application|platform|cluster|telephony|phone (?:lines?|system)|switchboard|data ?cent(?:er|re)|firewall|active directory|domain controller|gateway)(?: server| service| system)? (?:(?:is|are|has|have|been|be|was|were|went|gone|goes|seems?|appears?|to|just|all|completely|totally|entirely|currently|again|still|now|both|fully) )*(?:down|off-?line|unreachable|unavailable|inaccessible|not (?:available|reachable|accessible|responding)|crashed)",
    r"(?:total|complete|major|massive|widespread|general|full|power|network|service|system|server|internet|e-?mail|site|production) (?:outage|black-?out)",
    r"outage",
    r"(?:production|business|all work|operations|everything) (?:(?:has|is|at|are|a|come|came|to) )*(?:stopped|standstill|stand ?still|halted|halt|down)",
    r"critical (?:situation|incident|outage|failure)|company failure|severity (?:1|one)|sev[ -]?1|p1 incident",
    r"ransomware",
    r"server (?:ist |sind )?(?:\w+ )?(?:down|ausgefallen|abgestürzt|nicht (?:mehr )?erreichbar)|totalausfall|(?:komplett|strom|netz|netzwerk|server|system|internet)ausfall|nichts geht mehr",
    r"(?:serveurs?|réseau|système|site|base de données) (?:(?:est|sont|complètement|totalement) )*(?:en panne|hors service|inaccessibles?|indisponibles?|tombée?s?)|panne (?:générale|totale|de courant|du serveur|du réseau|réseau|informatique)",
    r"(?:servidor(?:es)?|red|sistema|sitio|base de datos) (?:(?:está|están|se ha|completamente) )*(?:caíd[oa]s?|fuera de servicio|inaccesibles?)|caída (?:total|general|del (?:servicio|servidor|sistema)|de la red)",
];

/// Everybody is affected.
pub(super) const EVERYBODY: Phrases = &[
    r"(?:nobody|no[ -]one|none of (?:us|the (?:users|staff|team))) (?:\w+ ){0,4}(?:(?:can|could|is able to|are able to) (?:\w+ )?(?:work|log|sign|print|access|connect|reach|open|send|receive|get|do|call|save|print)|(?:has|have|gets?) (?:any )?(?:internet|access|network|connection|e-?mail|wi-?fi|phone))",
    r"(?:every(?:one|body)|all (?:the |our |of our )?(?:users|staff|employees|colleagues|customers|clients|students|offices|sites|pcs|computers|machines)|all of us|(?:the |our )?(?:whole|entire) (?:company|office|organi[sz]ation|site|building|school|campus|plant|factory|institute|faculty)) (?:\w+ ){0,4}(?:cannot|can['’]?t|can ?not|could not|unable|affected|down|lost|offline|disconnected|without|blocked|locked out|experiencing|stopped|has no|have no)",
    r"(?:company|organi[sz]ation|site|office|campus)[ -]wide (?:\w+ ){0,2}(?:outage|problem|issue|failure|incident)",
    r"(?:affect(?:s|ing|ed)?|impact(?:s|ing|ed)?) (?:\w+ ){0,2}(?:every(?:one|body)|all (?:users|staff|employees|customers)|the (?:whole|entire) (?:company|office|organi[sz]ation|site|building))",
    r"(?:niemand|keiner) (?:\w+ ){0,3}(?:kann|arbeiten)|alle (?:benutzer|mitarbeiter|nutzer|kollegen|kunden) (?:\w+ ){0,3}(?:betroffen|können nicht|kein)",
    r"personne ne (?:peut|parvient|arrive)|tous les (?:utilisateurs|collègues|employés|clients) (?:\w+ ){0,3}(?:touchés|affectés|bloqués|ne peuvent)",
    r"nadie puede|todos los (?:usuarios|empleados|clientes|compañeros) (?:\w+ ){0,3}(?:afectados|bloqueados|no pueden)",
];

/// What looks like an outage and is none: announced, over, or only thought of.
pub(super) const NO_OUTAGE: Phrases = &[
    r"(?:planned|scheduled|announced|upcoming|possible|future) (?:\w+ ){0,2}(?:outages?|downtime|maintenance|shut ?down|interruption)",
    r"(?:maintenance|outage) (?:notification|notice|announcement|reminder|window)|(?:notification|notice|reminder) (?:for|of) (?:\w+ ){0,2}(?:outage|maintenance|unavailability)",
    r"so (?:that )?(?:nobody|no[ -]one)",
    r"(?:is|are|was|came|comes|now) (?:now |all )?(?:back|up) (?:up|online|again|to normal|and running)",
    r"(?:no longer|not|isn['’]?t|never) (?:down|off-?line|unavailable|an outage)",
    r"(?:if|when|whenever|in case|should|unless|what happens (?:if|when)) (?:(?:the|a|an|our|your|this|any) )?(?:\w+ ){1,3}(?:is|are|goes|go|went|were) (?:down|off-?line|unavailable)",
    r"(?:my|his|her) (?:own )?(?:e-?mail|mail|internet|wi-?fi|vpn|phone|site|website|application|system) (?:is|was|went|has|seems)",
    r"geplant(?:e|er|en)? (?:wartung|abschaltung)|wartungsarbeiten|maintenance (?:prévue|planifiée)|mantenimiento programado",
];

/// More than one person is affected.
pub(super) const SEVERAL: Phrases = &[
    r"(?:several|multiple|many|some|various|a (?:few|couple of|number of|lot of)|lots of|most|two|three|four|five|six|ten|[2-9]|[1-9][0-9]{1,3}) (?:of (?:us|our|the) ?|other |different )*(?:users|people|persons|colleagues|co-?workers|employees|staff(?: members)?|team members|students|teachers|customers|clients|departments|offices|teams|pcs|computers|laptops|machines|workstations) (?:\w+ ){0,4}(?:cannot|can['’]?t|can ?not|unable|affected|complain(?:ing|ed)?|report(?:ing|ed)?|experiencing|having (?:trouble|problems|issues|the same)|have (?:the same|lost|no|problems|issues|trouble)|get(?:ting)? (?:the |same |an? )*errors?|not (?:able|working)|down|offline|blocked|locked out)",
    r"(?:my|our|the) (?:whole|entire) (?:team|department|floor|class|group|unit|shift) (?:\w+ ){0,4}(?:cannot|can['’]?t|can ?not|unable|affected|blocked|down|without|lost|offline)",
    r"(?:same (?:problem|issue|error)|also (?:happens|happening|affects|affecting)) (?:\w+ ){0,2}(?:colleagues|other users|others|everyone|several)",
    r"(?:we|us) all (?:cannot|can['’]?t|have the same|get the same)",
    r"mehrere (?:\w+ )?(?:benutzer|kollegen|kolleginnen|mitarbeiter|nutzer|rechner|abteilungen)|(?:ganze|gesamte) (?:abteilung|team)",
    r"plusieurs (?:utilisateurs|collègues|personnes|postes|services)|toute (?:l['’]équipe|le service)",
    r"vari[oa]s (?:usuarios|compañeros|empleados|equipos|personas)|todo el (?:equipo|departamento)",
];

/// The author cannot work, or work is being lost.
pub(super) const CANNOT_WORK: Phrases = &[
    r"(?:cannot|can['’]?t|can ?not|could not|unable to|not able to) (?:do (?:any|my|our|the) )?(?:work|job|business|proceed with (?:my|our) work)(?: at all| anymore| until)?",
    r"(?:stops?|stopping|prevents?|preventing|keeps?|keeping|blocks?|blocking) (?:me|us|him|her|them|the team|users) (?:completely )?(?:from (?:do|work))?(?:ing)?(?: any| our| my)? ?work(?:ing)?",
    r"(?:i am|i['’]m|we are|we['’]re) (?:now |currently |totally |completely |fully )*(?:blocked|at a standstill|dead in the water|unable to work)",
    r"no (?:work-?around|alternative)|without any (?:work-?around|alternative)",
    r"(?:major|serious|severe) (?:issue|problem|incident|fault|error|failure|disruption)",
    r"data loss|los(?:t|ing) (?:all )?(?:of )?(?:my|our|the) (?:data|files|work|documents)",
    r"high (?:priority|urgency|severity)|priority[ :]+(?:high|1|2)|(?:prio|p) ?2",
    r"kann nicht (?:mehr )?arbeiten|arbeitsunfähig|kein arbeiten (?:mehr )?möglich|datenverlust",
    r"(?:ne (?:peux|peut|pouvons) (?:plus|pas) travailler|impossible de travailler|perte de données)",
    r"(?:no (?:puedo|podemos|puede) trabajar|imposible trabajar|pérdida de datos)",
];

/// Somebody got in who should not.
pub(super) const SECURITY: Phrases = &[
    r"(?:account|mailbox|e-?mail|computer|laptop|pc|server|website|site|system|password|card|phone) (?:(?:is|was|has|have|been|got|may|might|could|be|seems|to) )*(?:hacked|compromised|infected|breached|hijacked)",
    r"(?:data|security) (?:breach|incident|leak)",
    r"(?:clicked|opened) (?:on )?(?:a |an |the )?(?:\w+ ){0,2}(?:phishing|malicious|suspicious) (?:link|mail|e-?mail|attachment|file)",
    r"(?:stolen|lost|theft of) (?:\w+ ){0,2}(?:laptop|notebook|phone|tablet|device|badge)|(?:laptop|notebook|phone|tablet|device|badge) (?:(?:is|was|has|got|been) )*stolen",
    r"malware|trojan|virus (?:on|in|found|detected|infection|alert)",
];

/// The author says that it is urgent, anywhere.
pub(super) const URGENT: Phrases = &[
    r"(?:very |extremely |most |really |quite )?urgent(?:ly)?",
    r"(?:an|is|real|medical) emergency|emergency (?:fix|help|support)",
    r"(?:very|extremely|highly|most) critical|(?:is|it['’]s|are) critical|business[ -]critical|mission[ -]critical",
    r"(?:need|needs|needed|required?|fix|help|resolve|solve)(?:ed|d)? (?:\w+ ){0,3}(?:immediately|right now|right away)|immediate (?:help|assistance|attention|action|support)",
    r"deadline (?:is )?(?:today|tonight|tomorrow|in (?:an|one|two|a few) hours?)",
    r"dringend(?:e|er|es)?|sehr eilig|eilt sehr|so schnell wie möglich|sofortige hilfe",
    r"urgente(?:s|mente)?|au plus vite|lo antes posible|inmediata(?:mente)?|immédiatement",
];

/// The same, where only a subject says it; in a text it is a courtesy.
pub(super) const URGENT_SUBJECT: Phrases = &[
    r"asap|a\.s\.a\.p|as soon as possible|immediate(?:ly)?|emergency|critical|important!+|sos|help!+|notfall|eilt|urgence",
];

/// Something is asked about, not broken.
pub(super) const QUESTION: Phrases = &[
    r"how (?:do|can|could|should|would|may|might|must) (?:i|we|one|you|they|it)",
    r"how (?:to|long|much|many|often)",
    r"(?:a |quick |short |small |simple |general |one |another |my )?questions? (?:about|on|regarding|concerning|for|is|to)|(?:quick|short|small|simple|general) question|have (?:a|some|another) (?:\w+ )?question",
    r"(?:more |some |further |any )?(?:information|info|details?|documentation|instructions|guidance|advice|clarification) (?:about|on|regarding|concerning|how)|(?:enquiry|inquiry)",
    r"(?:could|can|would|will) (?:you|someone|anybody|anyone|somebody) (?:please |kindly )*(?:tell|explain|clarify|inform|advise|confirm)",
    r"(?:would|['’]d) (?:like|love) to (?:know|ask|understand|learn|find out)|want(?:ed)? to (?:know|ask)",
    r"(?:i['’]?m|i am|just|was|am) (?:just )?(?:wondering|asking|curious)|wonder (?:if|whether|how|what)",
    r"is (?:it|there|this|that) (?:\w+ )?(?:possible|allowed|a way|any way|supported|an option|a limit|a fee|a charge)",
    r"what (?:is|are|does|do|kinds?|types?|would|will|happens)|which (?:\w+ )?(?:is|are|do|does|can|should)",
    r"(?:where|when|why|who) (?:do|does|is|are|can|could|should|will|would|must)",
    r"(?:do|does|did|can|may|could|am|are|will|should) (?:i|we|you|they) (?:\w+ ){0,3}(?:have to|need|support|allowed|able|able to|offer|accept|use|get|provide|eligible|charge)",
    r"(?:feature|enhancement) request|suggestion|feedback|for your information|fyi",
    r"wie (?:kann|können|muss|geht|funktioniert|lange|viel)|(?:eine |kurze )?frage (?:zu|zum|zur|bezüglich|wegen)|auskunft|wo finde",
    r"comment (?:puis|peut|faire|dois|fonctionne)|(?:une )?question (?:sur|concernant|à propos)|renseignements?|est-il possible",
    r"cómo (?:puedo|puede|se|hago|funciona)|(?:una )?(?:pregunta|consulta) (?:sobre|acerca)|es posible",
];

/// Something is wanted that is not there yet.
pub(super) const REQUEST: Phrases = &[
    r"(?:new|purchase|order|change|software|hardware|service|installation|license|licence|equipment|project|setup|allocation|replacement|creation|access|account|additional) (?:\w+ )?requests?",
    r"requests? (?:for|to|of)|requesting (?:a|an|for|new|access|the|to|permission)|request(?:ing)? (?:a|an|new|access|permission)",
    r"(?:would|['’]d) like to (?:order|request|purchase|buy|have|get|install|register|apply|subscribe)|want(?:ed)? to (?:order|purchase|buy|apply|subscribe)",
    r"new (?:\w+ )?(?:purchase|po|starter|joiner|employee|hire|colleague|laptop|pc|computer|monitor|keyboard|mouse|phone|headset|printer|mailbox|account|user|license|licence|project code|badge)",
    r"(?:please|kindly|could you|can you|pls) (?:please |kindly )*(?:create|add|install|set ?up|provide|allocate|order|arrange|grant|give|assign|prepare|send|purchase|remove|delete|disable|enable|rename|move|extend|increase|release|relocate)",
    r"need (?:a|an|some|another|additional|to (?:order|install|get|have)) (?:\w+ )?(?:new|laptop|monitor|licen[cs]e|account|software|mouse|keyboard|headset|adapter|cable|mailbox)",
    r"(?:neue[rsn]?|bestellung|beantrage|beantragen|bitte um|wir benötigen|ich benötige) (?:\w+ )?(?:laptop|notebook|rechner|monitor|lizenz|konto|zugang|maus|tastatur|telefon|drucker|einrichtung|installation)|bestellung",
    r"demande (?:de|d['’]|pour)|j['’]aimerais (?:avoir|obtenir|commander)|merci de (?:créer|installer|fournir|ajouter)",
    r"solicitud (?:de|para)|solicito|quisiera (?:pedir|solicitar|tener)|por favor (?:crear|instalar|agregar|añadir)",
];

/// Something is wrong; what reads like a question or a request is then an incident.
pub(super) const TROUBLE: Phrases = &[
    r"errors?|fail(?:s|ed|ing|ure|ures)?|broken?|broke|bugs?|faulty|defective|damaged|corrupt(?:ed)?|crash(?:es|ed|ing)?|freez(?:es|ing)|frozen|hangs|stuck",
    r"(?:not|isn['’]?t|doesn['’]?t|don['’]?t|won['’]?t|didn['’]?t|stopped|never|hasn['’]?t|haven['’]?t|wasn['’]?t|no longer|nothing) (?:\w+ ){0,2}(?:work|works|worked|working|start|starts|open|opens|opening|load|loading|respond|responding|print|printing|show|showing|arrived?|received?|connect|connecting|happen|happening|recogni[sz]e[d]?|boot|turn|charge|charging|go|gone|went|let|accept|accepted)",
    r"(?:cannot|can['’]?t|can ?not|couldn['’]?t|unable|not able|not possible|impossible|failing) (?:to )?(?:\w+)",
    r"issues?|problems?|troubles?|wrong(?:ly)?|incorrect(?:ly)?|missing|disappeared|vanished|lost|stolen|denied|declined|rejected|refused|blocked|locked|expired|slow|down|twice|duplicate[ds]?|mistake|unknown|unexpected|suspicious|weird|strange",
    r"fehler(?:meldung)?|problem(?:e|en)?|funktioniert (?:\w+ )?nicht|geht (?:\w+ )?nicht|kaputt|defekt|gesperrt|abgestürzt|störung",
    r"erreurs?|problèmes?|ne (?:fonctionne|marche|démarre|répond) (?:pas|plus)|en panne|bloquée?s?|impossible",
    r"errores|fallos?|falla|problemas?|no (?:funciona|puedo|abre|arranca|responde)|bloquead[oa]|averiad[oa]",
];

/// A right or an account is asked for.
pub(super) const ACCESS: Phrases = &[
    r"(?:needs?|needed|request(?:s|ed|ing)?|requires?|grant|give|gives?|giving|provide|get|want|apply for|additional|extend|restore|remove|revoke) (?:\w+ ){0,3}(?:access|permissions?|rights|privileges?|account|authori[sz]ation)",
    r"access (?:request|rights?|needed|required|for|to)",
    r"(?:create|new|open|additional|disable|delete|deactivate|enable|activate) (?:\w+ ){0,2}(?:accounts?|log-?in|user ?names?|users?|mailbox)",
    r"(?:admin(?:istrator|istrative)?|local admin|root|owner) (?:rights|access|privileges?|permissions?)",
    r"(?:add|remove) (?:\w+ ){0,3}(?:to|from) (?:\w+ ){0,2}(?:groups?|mailing list|distribution list|security group)",
    r"(?:zugriff|zugang|berechtigung(?:en)?|konto|benutzerkonto) (?:\w+ ){0,2}(?:für|auf|zu|beantragen|anlegen|einrichten)",
    r"(?:demande d['’]accès|accès (?:à|au|aux)|droits? d['’]accès|création (?:de|d['’]un) compte)",
    r"(?:solicitud de acceso|acceso (?:a|al)|permisos? (?:para|de)|crear (?:una )?cuenta)",
];

/// A right that was there is gone, or does not work.
pub(super) const NO_ACCESS: Phrases = &[
    r"(?:lost|losing|no|cannot|can['’]?t|can ?not|unable to|denied|without|trouble|problems?) (?:\w+ ){0,2}access(?:ing)?",
    r"access (?:\w+ ){0,2}(?:denied|lost|blocked|expired|problem|issue|error)",
];

/// A machine reports.
pub(super) const EVENT: Phrases = &[
    r"(?:nagios|zabbix|icinga|prometheus|grafana|alertmanager|datadog|pingdom|uptime ?robot|monit|prtg|checkmk|centreon)",
    r"(?:host|service|disk|cpu|memory|backup|monitoring|threshold|temperature|ups) (?:\w+ )?(?:alert|alarm|warning)",
    r"(?:alert|alarm) (?:triggered|raised|fired|cleared|notification)|threshold exceeded|health check",
    r"backup (?:report|job|completed|succeeded)|cron (?:job )?<",
];

/// The cause of incidents is looked for.
pub(super) const PROBLEM: Phrases = &[
    r"root[ -]cause|problem (?:record|management|investigation)|known error",
    r"(?:recurring|recurrent|repeated|intermittent) (?:\w+ )?(?:issues?|problems?|faults?|errors?|failures?|outages?|incidents?|crash(?:es)?)",
    r"keeps (?:on )?(?:happening|recurring|coming back)|wiederkehrende[rsn]? (?:\w+ )?(?:fehler|problem|störung)",
];

/// Something goes into use.
pub(super) const RELEASE: Phrases = &[
    r"(?:release|deployment|roll-?out) (?:of|plan|schedule|window|request|notes|to production)|go[ -]live|new (?:version|release) (?:of|to)|deploy (?:\w+ ){0,3}(?:to )?production",
];

/// Something that works is to become different.
pub(super) const CHANGE: Phrases = &[
    r"change request|request for change|(?:standard|normal|emergency) change|rfc[ -]?[0-9]+|change (?:window|ticket|approval)",
    r"(?:firewall|dns|configuration|config|schema|policy) changes?|change (?:the |our |a )?(?:firewall|dns|configuration|settings? (?:of|on|for)|policy|schema)",
    r"(?:migrate|migration|decommission(?:ing)?) (?:of|from|to|the|our)",
    r"antrag auf (?:eine )?änderung|demande de (?:changement|modification)|solicitud de cambio",
];

/// The categories, in the order they are asked.
pub(super) const CATEGORIES: &[(&str, Phrases)] = &[
    ("account-access", ACCOUNT_ACCESS),
    ("network", NETWORK),
    ("hardware", HARDWARE),
    ("software", SOFTWARE),
];

const ACCOUNT_ACCESS: Phrases = &[
    r"pass-?words?|passwd|passcodes?|pass ?phrase|pin (?:is |was )?(?:blocked|locked|forgotten|reset|code)|(?:forgot(?:ten)?|reset|change|blocked|wrong|unblock) (?:my |the |our |a )?pin",
    r"log(?:ging|ged)?[ -]?(?:in|on)|logins?|sign(?:ing|ed)?[ -]?in|single sign[ -]on|sso",
    r"(?:account|user|profile) (?:\w+ ){0,2}(?:locked|blocked|disabled|expired|suspended|deactivated)|locked out|(?:un)?lock (?:my |the |his |her )?account|locked account",
    r"access (?:\w+ ){0,1}(?:denied|rights?|request|needed|to|for|card|level)|(?:no|need|request|grant|requesting|additional|get|gain|admin|remote) access|(?:cannot|can['’]?t|can ?not|unable to) access|permissions?|privileges?|(?:admin(?:istrative|istrator)?|user|local|access) rights",
    r"(?:two|2|multi)[ -]?factor|2fa|mfa|authenticat(?:or|ion|e)|one[ -]time (?:code|password)|otp|credentials?|user ?names?|user ?ids?",
    r"(?:new|create|creation of|open|disable|user|domain|guest|ad) (?:\w+ )?accounts?|(?:verify|prove|verification of) (?:my |your |the )?identity|identity (?:verification|check)",
    r"passw(?:o|ö)rt|kennwort|anmeld(?:en|ung)|einloggen|zugriff|zugang(?:sdaten)?|berechtigung(?:en)?|(?:konto|benutzer) gesperrt|benutzerkonto",
    r"mots? de passe|identifiants?|se connecter|droits? d['’]acc[eè]s|compte (?:bloqu|verrouill|utilisateur)\w*",
    r"contraseñas?|iniciar sesi[oó]n|cuenta (?:bloquead|de usuario)\w*|permisos?",
];

const NETWORK: Phrases = &[
    r"networks?|networking|internet|wi-?fi|wlan|lan|wan|vlan|vpn|ethernet|intranet",
    r"routers?|(?:network|core|cisco|ethernet|access|poe) switch(?:es)?|access points?|firewalls?|dns|dhcp|proxy|ip (?:address(?:es)?|phone)|subnet|gateway|port forward\w*|nat",
    r"connectivity|(?:no|lost|losing|bad|slow|poor|unstable|intermittent) (?:\w+ )?connection|connection (?:\w+ )?(?:lost|drops?|dropped|dropping|time[ds]?[ -]?out|refused|unstable|problem|issue)|bandwidth|latency|packet loss|ping",
    r"netz(?:werk)?|internetverbindung|réseau|wi-fi|connexion internet|la red|conexi[oó]n (?:a )?internet",
];

const HARDWARE: Phrases = &[
    r"laptops?|notebooks?|pcs?|desktops?|workstations?|computers?|macbooks?|imacs?|chromebooks?|thin clients?|servers? (?:rack|room|hardware)|blade",
    r"monitors?|(?:blue|black|blank|broken|cracked|second|external|touch) screens?|screen (?:is |was )?(?:broken|black|blank|flicker\w*|cracked)|displays?|projectors?|beamer",
    r"keyboards?|mouse|mice|touch-?pad|headsets?|headphones?|earphones|webcams?|camera|speakers?|microphones?|stereo|(?:no|bad|poor) (?:sound|audio)|audio quality",
    r"printers?|printing|print (?:jobs?|queue|server)|toners?|cartridges?|scanners?|copiers?|plotters?|paper jam",
    r"dock(?:ing)?(?: stations?)?|chargers?|batter(?:y|ies)|power (?:supply|cord|adapter|cable)|adapt[eo]rs?|cables?|usb|hdmi|display-?port|dongles?",
    r"hard[ -]?(?:disks?|drives?)|hdd|ssd|ram|memory (?:module|upgrade|stick)|motherboard|fan|graphics card|sim cards?|hardware|device|replacement part",
    r"(?:mobile |desk |cell |smart)phones?|phones?|iphones?|ipads?|tablets?|handsets?|android|badges?|ups",
    r"drucker|bildschirm|tastatur|maus|rechner|festplatte|akku|netzteil|handy|diensthandy|beamer",
    r"imprimantes?|ordinateurs?|clavier|souris|portable|disque dur|chargeur|[ld]['’]écran",
    r"impresoras?|ordenador(?:es)?|teclado|rat[oó]n|pantalla|port[aá]til|disco duro|cargador",
];

const SOFTWARE: Phrases = &[
    r"software|applications?|apps?|programs?|programme|install(?:ed|ing|ation|er)?s?|uninstall\w*|licen[cs]es?|(?:software|windows|security|system|app|os) updates?|updat(?:e|es|ing) (?:to|failed|windows|of|for)|upgrades?|upgrading|patch(?:es)?|plug-?ins?|add-?ins?|drivers?",
    r"outlook|excel|power ?point|(?:ms|microsoft) (?:word|teams|office|project)|office(?: ?365)?|windows|teams (?:meeting|call|channel)|sharepoint|one ?drive|skype|jabber|zoom|slack|visio|visual studio",
    r"e-?mails?|mail-?box(?:es)?|calendar|distribution list|spam|inbox|pst",
    r"sap|oracle|erp|crm|jira|confluence|salesforce|dynamics|service ?now|sql|databases?|db|my ?sql|git(?:hub|lab)?|jenkins|docker|linux|macos|ubuntu|java|python|vm|virtual machine",
    r"browser|chrome|firefox|safari|edge|explorer|adobe|acrobat|pdf|photoshop|autocad|antivirus|teamviewer|citrix",
    r"web-?sites?|web-?pages?|portal|scripts?|api|bugs?|crash(?:es|ed|ing)?|error (?:messages?|codes?)|time-?(?:cards?|sheets?)|modules?|file (?:share|server)|shared (?:folder|drive)|backup",
    r"programm(?:e|s)?|anwendung(?:en)?|lizenz(?:en)?|aktualisierung|postfach|kalender|datenbank|logiciels?|messagerie|base de données|mise à jour|aplicaci[oó]n(?:es)?|programas?|correo|licencias?|base de datos|actualizaci[oó]n",
];
